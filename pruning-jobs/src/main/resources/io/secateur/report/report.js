// Draws the charts of a report: each from the JSON beside it, with Apache ECharts. Texts of the data
// only ever become text: of the drawing, or of nodes; never HTML.
(() => {
  "use strict";
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const drawn = [];
  const PRINTED = 660; // pixels, of a page's width
  const TOOLS = 84;

  const css = name => getComputedStyle(root).getPropertyValue("--" + name).trim();
  const color = role => css(/^[1-9]$/.test(role) ? "c" + role : role);
  const number = value =>
    value == null ? "–"
      : Number.isInteger(value) ? value.toLocaleString("en")
      : Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en")
      : String(Number(value.toPrecision(3)));
  const percent = value => (value == null ? "–" : (100 * value).toFixed(1).replace(/\.0$/, "") + " %");
  const format = axis => (axis.percent ? percent : number);

  /** What is shown where the pointer is: nodes with text, so that nothing in it is markup. */
  const tip = lines => {
    const box = document.createElement("div");
    box.className = "tip";
    for (const line of lines.filter(Boolean)) {
      const row = document.createElement("div");
      row.dir = "auto";
      row.textContent = line;
      box.append(row);
    }
    return box;
  };

  const axis = (of, category, fromZero) => ({
    type: category ? "category" : "value",
    data: category ? of.labels : undefined,
    name: of.name,
    nameLocation: "middle",
    min: of.from ?? undefined,
    max: of.to ?? undefined,
    scale: !fromZero,
    axisLine: { show: true, lineStyle: { color: css("line") } },
    axisTick: { show: false },
    splitLine: { show: !category, lineStyle: { color: css("line"), opacity: 0.6 } },
    nameTextStyle: { color: css("soft"), fontSize: 12 },
    axisLabel: {
      color: css("soft"), hideOverlap: true, width: 110, overflow: category ? "truncate" : "none",
      formatter: category ? undefined : format(of),
    },
  });

  const marks = plot => ({
    silent: true,
    symbol: "none",
    lineStyle: { color: css("ink"), type: "dashed" },
    label: { color: css("ink"), position: "end", distance: 3, formatter: mark => mark.data.name },
    data: (plot.marks ?? []).map(mark => ({ name: mark.name, xAxis: mark.at })),
  });

  const bars = (plot, sideways) => ({
    series: plot.series.map((series, i) => ({
      type: "bar",
      name: series.name,
      stack: sideways ? undefined : "all",
      barCategoryGap: sideways ? "25%" : "8%",
      data: series.values ?? [],
      itemStyle: { color: color(series.color), decal: series.color === "drop" ? decal() : { symbol: "none" } },
      markLine: i === 0 && plot.marks ? marks(plot) : undefined,
    })),
    tooltip: {
      trigger: "axis",
      axisPointer: { type: "shadow" },
      formatter: at => tip([at[0].name, ...at.map(one => one.seriesName + ": " + number(one.value))]),
    },
  });

  /** Told apart without their colours, too. */
  const decal = () => ({
    symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4,
    color: "rgba(255, 255, 255, 0.4)",
  });

  const lines = plot => ({
    series: plot.series.map((series, i) => ({
      type: "line",
      name: series.name,
      yAxisIndex: series.style === "RIGHT" ? 1 : 0,
      showSymbol: series.style !== "DASHED",
      symbolSize: 6,
      lineStyle: { type: series.style === "DASHED" ? "dashed" : "solid", width: series.style === "DASHED" ? 1.5 : 2 },
      itemStyle: { color: color(series.color) },
      data: (series.dots ?? []).map(dot => [dot[0], dot[1]]),
      markLine: i === 0 ? marks(plot) : undefined,
    })),
    tooltip: {
      trigger: "axis",
      formatter: at => tip([
        (plot.x.name + ": ") + format(plot.x)(at[0].value[0]),
        ...at.map(one => one.seriesName + ": "
          + (plot.series[one.seriesIndex].style === "RIGHT" ? number : format(plot.y))(one.value[1])),
      ]),
    },
  });

  const dots = plot => ({
    series: plot.series.map(series => ({
      type: "scatter",
      name: series.name,
      symbol: series.style === "RINGS" ? "emptyCircle" : "circle",
      symbolSize: value => (value[2] == null ? 6 : 6 + 22 * Math.sqrt(value[2])),
      itemStyle: { color: color(series.color), opacity: series.style === "RINGS" ? 0.45 : 0.85 },
      data: (series.dots ?? []).map(dot => ({ value: dot.slice(0, 4), words: dot[4] })),
    })),
    visualMap: plot.scale.low
      ? { min: 0, max: 1, dimension: 3, orient: "horizontal", right: 0, bottom: 0, itemHeight: 90, itemWidth: 12,
          text: [plot.scale.high, plot.scale.low], textStyle: { color: css("soft") }, calculable: false,
          inRange: { color: [css("drop"), css("base"), css("keep")] } }
      : undefined,
    tooltip: { trigger: "item", formatter: at => tip(at.data.words) },
  });

  /** How many lines the legend takes: ECharts does not say, and leaves no room for it. */
  const legend = (plot, width) => {
    const names = [...new Set(plot.series.map(series => series.name))];
    let lines = names.length > 1 ? 1 : 0;
    let used = 0;
    for (const name of names) {
      const takes = 38 + 6.8 * name.length;
      if (used + takes > width && used > 0) {
        lines++;
        used = 0;
      }
      used += takes;
    }
    const beside = lines === 0 || (lines === 1 && used + TOOLS < width); // the tools, on the right
    return { names, lines, height: 22 * (beside ? 1 : lines + 1), tools: beside ? 0 : 22 * lines };
  };

  const option = (plot, width) => {
    const sideways = plot.kind === "SIDEWAYS";
    const counts = sideways || plot.kind === "STACKED";
    const own = plot.kind === "LINES" ? lines(plot) : plot.kind === "DOTS" ? dots(plot) : bars(plot, sideways);
    const right = plot.series.some(series => series.style === "RIGHT");
    const above = legend(plot, width);
    const named = plot.y.name && width > 520;
    return {
      ...own,
      animation: false,
      aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
      textStyle: { fontFamily: "system-ui, sans-serif", color: css("ink") },
      legend: {
        show: above.lines > 0, left: 0, top: 0, data: above.names,
        selectedMode: plot.scale.low ? "single" : true,
        textStyle: { color: css("ink") }, inactiveColor: css("base"), itemWidth: 16, itemHeight: 10,
      },
      grid: {
        left: named && !sideways ? 44 : sideways ? 20 : 10, right: sideways ? 34 : 20, top: above.height + (plot.marks ? 26 : 14),
        bottom: plot.scale.low ? 54 : 30, containLabel: true,
      },
      tooltip: {
        ...own.tooltip, confine: true, backgroundColor: css("paper"), borderColor: css("line"),
        textStyle: { color: css("ink"), fontSize: 13 },
      },
      toolbox: {
        right: 0, top: above.tools, itemSize: 14, iconStyle: { borderColor: css("soft") },
        emphasis: { iconStyle: { borderColor: css("ink"), textPosition: "bottom", textAlign: "right" } },
        feature: {
          dataZoom: {
            xAxisIndex: sideways ? "none" : 0,
            yAxisIndex: sideways || plot.kind === "DOTS" ? 0 : "none",
            title: { zoom: "Zoom", back: "Back" },
          },
          restore: { title: "Whole" },
        },
      },
      dataZoom: [{
        type: "inside", [sideways ? "yAxisIndex" : "xAxisIndex"]: 0, filterMode: "none",
        zoomOnMouseWheel: "ctrl", moveOnMouseMove: "ctrl", moveOnMouseWheel: false,
      }],
      xAxis: { ...axis(plot.x, plot.kind === "STACKED", counts), nameGap: 26 },
      yAxis: [
        { ...axis(plot.y, sideways, counts), inverse: sideways, nameGap: 50, name: named && !sideways ? plot.y.name : "" },
        ...(right ? [{ ...axis({ name: "" }), splitLine: { show: false } }] : []),
      ],
    };
  };

  const height = (plot, width) => {
    const above = legend(plot, width).height;
    return plot.kind === "SIDEWAYS" ? above + 74 + plot.y.labels.length * (12 + 9 * plot.series.length)
      : plot.kind === "DOTS" ? above + Math.min(500, Math.max(300, width * 0.65))
      : above + (width < 420 ? 210 : 300);
  };

  const draw = entry => {
    const width = entry.width ?? (entry.box.clientWidth || 600);
    const size = { width, height: height(entry.plot, width) };
    entry.box.style.height = size.height + "px";
    entry.chart ??= echarts.init(entry.box, null, { renderer: "svg" });
    entry.chart.resize(size);
    entry.chart.setOption(option(entry.plot, width), { notMerge: true });
  };
  const drawAll = () => drawn.forEach(draw);

  for (const box of document.querySelectorAll(".chart")) {
    const data = document.getElementById(box.id.replace("chart-", "data-"));
    const entry = { box, plot: JSON.parse(data.textContent), seen: 0 };
    drawn.push(entry);
    draw(entry);
    entry.seen = box.clientWidth;
    new ResizeObserver(() => {
      if (box.clientWidth && box.clientWidth !== entry.seen && !entry.width) {
        entry.seen = box.clientWidth;
        draw(entry);
      }
    }).observe(box);
  }
  dark.addEventListener("change", drawAll);

  // Every table that may scroll can be reached by the keyboard.
  for (const box of document.querySelectorAll(".scroll:not([tabindex])")) {
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", "Table");
  }

  // On paper: light, as wide as a page, and with all numbers.
  let closed = [];
  addEventListener("beforeprint", () => {
    root.dataset.print = "";
    closed = [...document.querySelectorAll("details:not([open])")];
    closed.forEach(one => (one.open = true));
    drawn.forEach(entry => (entry.width = Math.min(PRINTED, entry.box.clientWidth || PRINTED)));
    drawAll();
  });
  addEventListener("afterprint", () => {
    delete root.dataset.print;
    closed.forEach(one => (one.open = false));
    drawn.forEach(entry => delete entry.width);
    drawAll();
  });
  root.dataset.drawn = Math.round(performance.now());
})();
