#!/bin/sh
# Runs every fuzz target of the module for the given time each.
set -eu
time=${1:-30s}
for pkg in $(go list ./...); do
	for target in $(go test -list '^Fuzz' "$pkg" | grep '^Fuzz' || true); do
		echo "$pkg $target"
		go test -run='^$' -fuzz="^$target\$" -fuzztime="$time" "$pkg"
	done
done
