#!/bin/sh
# exported_symbols.sh LIBRARY: the module exports its entry and nothing else, and is never unloaded.
set -eu
symbols=$(nm -D --defined-only "$1" | awk '{print $NF}' | sed 's/@.*//')
[ "$symbols" = chapi_module_v1 ] || { echo "exports more or less than its entry:"; echo "$symbols"; exit 1; }
readelf -d "$1" | grep -q NODELETE || { echo "is not linked with -z nodelete"; exit 1; }
echo "one exported symbol, nodelete"
