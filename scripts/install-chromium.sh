#!/usr/bin/env bash
# Installs Debian's Chromium for the browser tests; needs root and apt.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get -q update
apt-get -q install -y --no-install-recommends chromium
