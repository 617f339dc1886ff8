// Draws the charts of a report: each from the JSON beside it, with Apache ECharts. Texts of the data
// only ever become text: of the drawing, or of nodes; never HTML.
(() => {
  "use strict";
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const drawn = [];
  const PRINTED = 660;

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

  const axis = (of, category) => ({
    type: category ? "category" : "value",
    data: category ? of.labels : undefined,
    name: of.name,
    nameLocation: "middle",
    min: of.from ?? undefined,
    max: of.to ?? undefined,
    scale: true,
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
    label: { color: css("ink"), position: "insideEndTop", formatter: mark => mark.data.name },
    data: (plot.marks ?? []).map(mark => ({ name: mark.name, xAxis: mark.at })),
  });

  const bars = (plot, sideways) => ({
    series: plot.series.map((series, i) => ({
      type: "bar",
      name: series.name,
      stack: sideways ? undefined : "all",
      barCategoryGap: sideways ? "25%" : "8%",
      data: series.values,
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
    color: css("paper") + "66",
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
      data: series.dots.map(dot => [dot[0], dot[1]]),
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
      symbolSize: value => (value[2] == null ? 6 : 4 + 22 * Math.sqrt(value[2])),
      itemStyle: { color: color(series.color), opacity: series.style === "RINGS" ? 0.45 : 0.85 },
      data: series.dots.map(dot => ({ value: dot.slice(0, 4), words: dot[4] })),
    })),
    visualMap: plot.scale.low
      ? { min: 0, max: 1, dimension: 3, orient: "horizontal", right: 0, bottom: 0, itemHeight: 90, itemWidth: 12,
          text: [plot.scale.high, plot.scale.low], textStyle: { color: css("soft") }, calculable: false,
          inRange: { color: [css("drop"), css("c3"), css("keep")] } }
      : undefined,
    tooltip: { trigger: "item", formatter: at => tip(at.data.words) },
  });

  const option = (plot, width) => {
    const sideways = plot.kind === "SIDEWAYS";
    const own = plot.kind === "LINES" ? lines(plot) : plot.kind === "DOTS" ? dots(plot) : bars(plot, sideways);
    const y = axis(plot.y, sideways);
    const right = plot.kind === "LINES" && plot.series.some(series => series.style === "RIGHT");
    const names = [...new Set(plot.series.map(series => series.name))];
    const wide = width > 520;
    const rows = names.length < 2 ? 0 : Math.ceil(names.join("").length * 7 / Math.max(200, width - 120) + names.length * 36 / width);
    return {
      ...own,
      animation: false,
      aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
      textStyle: { fontFamily: "system-ui, sans-serif", color: css("ink") },
      legend: {
        show: names.length > 1, type: rows > 4 ? "scroll" : "plain", left: 0, top: 0, right: wide ? 90 : 0, data: names,
        selectedMode: plot.scale.low ? "single" : true,
        textStyle: { color: css("ink") }, inactiveColor: css("line"), itemWidth: 16, itemHeight: 10,
        pageTextStyle: { color: css("soft") }, pageIconColor: css("link"),
      },
      grid: {
        left: 12, right: right ? 16 : 14, top: 16 + 22 * Math.max(wide ? 1 : 0, Math.min(rows, 5)) + (wide ? 0 : 26),
        bottom: plot.scale.low ? 52 : 30, containLabel: true,
      },
      tooltip: {
        ...own.tooltip, confine: true, backgroundColor: css("paper"), borderColor: css("line"),
        textStyle: { color: css("ink"), fontSize: 13 },
      },
      toolbox: {
        right: 0, top: wide ? 0 : 22 * Math.min(rows, 5), itemSize: 14, iconStyle: { borderColor: css("soft") },
        feature: {
          dataZoom: { yAxisIndex: sideways ? undefined : "none", xAxisIndex: sideways ? "none" : undefined,
            title: { zoom: "Zoom", back: "Back" }, ...(plot.kind === "DOTS" ? { yAxisIndex: 0 } : {}) },
          restore: { title: "Whole" },
        },
      },
      dataZoom: [{ type: "inside", [sideways ? "yAxisIndex" : "xAxisIndex"]: 0, zoomOnMouseWheel: "ctrl",
        moveOnMouseMove: "ctrl", moveOnMouseWheel: false, filterMode: "none" }],
      xAxis: { ...axis(plot.x, plot.kind === "STACKED"), nameGap: 26 },
      yAxis: [
        { ...y, inverse: sideways, nameGap: 44, name: sideways || !wide ? "" : y.name },
        ...(right ? [{ ...axis({ name: "" }, false), splitLine: { show: false } }] : []),
      ],
    };
  };

  const draw = entry => {
    const width = entry.box.clientWidth || 600;
    const plot = entry.plot;
    const height = plot.kind === "SIDEWAYS"
      ? 90 + plot.y.labels.length * (12 + 9 * plot.series.length)
      : plot.kind === "DOTS" ? Math.min(520, Math.max(320, width * 0.7)) : width < 420 ? 270 : 340;
    entry.box.style.height = height + "px";
    entry.chart ??= echarts.init(entry.box, null, { renderer: "svg" });
    entry.chart.resize({ width: entry.width ?? "auto", height });
    entry.chart.setOption(option(plot, entry.width ?? width), { notMerge: true });
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
