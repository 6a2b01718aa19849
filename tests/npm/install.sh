#!/bin/sh
# Installs the locked npm packages once, and again when the lock changes.
set -eu
cd "$(dirname "$0")"
if [ -f node_modules/.installed ] && cmp -s package-lock.json node_modules/.installed; then exit 0; fi
npm ci --no-audit --no-fund --loglevel=error >&2
cp package-lock.json node_modules/.installed
