#!/usr/bin/env python3
"""A whole host in Python: authorizes one store and prints the batches of its orders.
  host.py LIBRARY ADAPTER CONFIG.json     prints the URL to open, reads the callback address"""
import ctypes as C
import json
import sys
import time

OK, NOT_FOUND, CONFLICT = 1, 8, 9
U32, I32, I64, U64, PTR, STR, SIZE = C.c_uint32, C.c_int32, C.c_int64, C.c_uint64, C.c_void_p, C.c_char_p, C.c_size_t
EMIT = C.CFUNCTYPE(I32, PTR, PTR, SIZE)


def struct(*fields):
    """A C struct that fills in its own struct_size, which is its first member."""
    return type("S", (C.Structure,), {"_fields_": [("struct_size", U32), *fields],
        "__init__": lambda self, *values: C.Structure.__init__(self, C.sizeof(self), *values)})


def port(*signatures):
    types = [C.CFUNCTYPE(*s) for s in signatures]
    kind = struct(("ctx", PTR), *((f"f{i}", t) for i, t in enumerate(types)))
    return lambda *functions: kind(None, *(t(f) for t, f in zip(types, functions)))


Error = struct(("status", I32), ("retryable", I32), ("effect", I32), ("retry_after_ms", I64), ("http_status", I32),
               ("reason", C.c_char * 64), ("platform_code", C.c_char * 64), ("request_id", C.c_char * 64),
               ("call", C.c_char * 128), ("message", C.c_char * 512))
Log = port((None, PTR, I32, PTR, SIZE))
Clock = port((I64, PTR), (I64, PTR), (I32, PTR, I64, PTR))
Vault = port((I32, PTR, STR, I64, PTR, C.POINTER(U64)), (I32, PTR, STR, U64, I64), (None, PTR, STR, U64),
             (I32, PTR, STR, C.POINTER(U64), EMIT, PTR), (I32, PTR, STR, U64, U64, PTR, SIZE), (I32, PTR, STR, U64, U64))
OrderSink = port((I32, PTR, PTR, SIZE, PTR, SIZE))
GET_PORT = C.CFUNCTYPE(PTR, PTR, STR)
Host = struct(("abi_minor", U32), ("name", STR), ("version", STR), ("ctx", PTR), ("get_port", GET_PORT))
VERB, PULL = [I32, PTR, PTR, STR, SIZE, EMIT, PTR, PTR], [I32, PTR, PTR, STR, SIZE, PTR, EMIT, PTR, PTR]
Module = struct(("abi_minor", U32), ("adapter_count", PTR), ("adapter_id", PTR), ("describe", PTR),
                ("open", C.CFUNCTYPE(I32, PTR, STR, STR, SIZE, C.POINTER(PTR), PTR)), ("close", C.CFUNCTYPE(None, PTR)),
                ("authorize", C.CFUNCTYPE(*VERB)), ("pull_orders", C.CFUNCTYPE(*PULL)))


def main(library, adapter, config_file):
    grants = {}  # key -> (version, document); a real host encrypts and keeps them

    def load(_, key, version, emit, emit_ctx):
        if key not in grants:
            return NOT_FOUND
        version[0], document = grants[key]
        return emit(emit_ctx, C.cast(C.c_char_p(document), PTR), len(document))

    def store(_, key, version, _lease, text, size):
        if grants.get(key, (0,))[0] != version:
            return CONFLICT
        grants[key] = (version + 1, C.string_at(text, size))
        return OK

    ports = {
        b"chapi.log/1": Log(lambda *_: None),
        b"chapi.clock/1": Clock(lambda _: int(time.time() * 1000), lambda _: int(time.monotonic() * 1000),
                                lambda _, ms, call: time.sleep(ms / 1000) or OK),
        b"chapi.token-vault/1": Vault(lambda *_: OK, lambda *_: OK, lambda *_: None, load, store,
                                      lambda _, key, *rest: grants.pop(key, None) and OK or NOT_FOUND),
    }
    host = Host(0, b"ctypes host", b"1", None,
                GET_PORT(lambda _, name: C.addressof(ports[name]) if name in ports else None))
    entry = C.CDLL(library).chapi_module_v1
    entry.restype = C.POINTER(Module)
    module, error, channel, answers = entry(0).contents, Error(), PTR(), []
    emit = EMIT(lambda _, text, size: answers.append(json.loads(C.string_at(text, size))) or OK)

    def check(status):
        if status != OK:
            sys.exit(f"status {status} {error.reason.decode()}: {error.message.decode()}")

    config = open(config_file, "rb").read()
    check(module.open(C.byref(host), adapter.encode(), config, len(config), C.byref(channel), C.byref(error)))

    def authorize(**request):
        text = json.dumps({"schema": "chapi.authorize-request/1", **request}).encode()
        check(module.authorize(channel, None, text, len(text), emit, None, C.byref(error)))
        return answers.pop()

    begun = authorize(action="begin")
    print(begun["authorize_url"], flush=True)
    authorize(action="finish", state=begun["state"], callback_url=sys.stdin.readline().strip())

    def commit(_, batch, batch_size, _checkpoint, _checkpoint_size):
        print(C.string_at(batch, batch_size).decode())  # a real host stores it with the checkpoint
        return OK

    text = json.dumps({"schema": "chapi.pull-request/1", "since": "2000-01-01T00:00:00Z"}).encode()
    sink = OrderSink(commit)
    check(module.pull_orders(channel, None, text, len(text), C.byref(sink), emit, None, C.byref(error)))
    print(json.dumps(answers.pop()), file=sys.stderr)
    module.close(channel)


if __name__ == "__main__":
    main(*sys.argv[1:])
