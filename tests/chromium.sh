#!/bin/sh
# Prints the path of a Chromium, installing Debian's if there is none.
set -eu
for c in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
	if [ -n "$c" ] && command -v "$c" 2>/dev/null; then exit 0; fi
done
sudo=''
[ "$(id -u)" = 0 ] || sudo=sudo
{ $sudo apt-get update && $sudo apt-get install -y --no-install-recommends chromium; } >&2
command -v chromium
