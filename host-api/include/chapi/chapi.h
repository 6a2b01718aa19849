/* chapi.h - Channel Host API, ABI major 1.  Valid as C11 and as C++17.
 *
 * A host loads a channel module (a shared library that connects a marketplace), lends it
 * ports, opens one channel per seller account and region, and calls its verbs.
 *
 * Rules that hold for every declaration in this folder
 *  - Strings are UTF-8 and are passed as (data, size); ids are NUL-terminated ASCII.
 *  - Documents are JSON; their schemas lie in host-api/schemas.  Readers ignore members
 *    that they do not know.
 *  - Pointers given to a function are borrowed until that function returns.  chapi_host and
 *    every port stay valid until chapi_module.close of the last channel has returned.
 *  - Nothing that one side allocated is freed by the other: results leave through
 *    callbacks, errors are written into memory that the caller owns.
 *  - No exception, longjmp or signal may cross the boundary, in either direction.
 *  - Loading a module starts no thread, so that a host may fork after loading and before
 *    open.  A module keeps no thread running when a call has returned.
 *  - struct_size is set by whoever fills the struct; a reader tests it before it touches a
 *    field that was added after 1.0 (see CHAPI_HAS).
 *  - Thread tags: [any] any thread at any time; [channel] one call at a time per channel,
 *    different channels may run in parallel; [caller] only on the thread that made the
 *    current call, before that call returns.
 */
#ifndef CHAPI_CHAPI_H_
#define CHAPI_CHAPI_H_

#include <stddef.h>
#include <stdint.h>

#define CHAPI_ABI_MAJOR 1u
#define CHAPI_ABI_MINOR 0u
#define CHAPI_ENTRY_SYMBOL "chapi_module_v1" /* the major is part of the name */

#if defined(_WIN32)
#define CHAPI_CALL __cdecl
#define CHAPI_EXPORT __declspec(dllexport)
#else
#define CHAPI_CALL
#define CHAPI_EXPORT __attribute__((visibility("default")))
#endif

/* True when *(p), as the other side filled it, is long enough to contain `field`. */
#define CHAPI_HAS(p, type, field) \
  ((p)->struct_size >= offsetof(type, field) + sizeof((p)->field))

#ifdef __cplusplus
extern "C" {
#endif

/* ---- status and errors -------------------------------------------------------------- */

/* 0 is never a success: a callback of a foreign-language binding that dies answers 0 by
 * default, and that must read as "it failed". */
typedef int32_t chapi_status;
enum {
  CHAPI_NO_ANSWER = 0,         /* never returned on purpose; read as a failure   */
  CHAPI_OK = 1,                /* done                                           */
  CHAPI_STOP = 2,              /* order sink only: stored, send no more          */
  CHAPI_CANCELLED = 3,         /* chapi_call.is_cancelled returned nonzero       */
  CHAPI_DEADLINE = 4,          /* chapi_call.budget_ms ran out                   */
  CHAPI_INVALID_ARGUMENT = 5,  /* the host sent something malformed              */
  CHAPI_UNAUTHENTICATED = 6,   /* the seller has to authorize again              */
  CHAPI_PERMISSION_DENIED = 7, /* the application or the account may not do this */
  CHAPI_NOT_FOUND = 8,         /* the marketplace does not know the thing named  */
  CHAPI_CONFLICT = 9,          /* the state on the other side has moved          */
  CHAPI_RATE_LIMITED = 10,     /* see retry_after_ms                             */
  CHAPI_UNAVAILABLE = 11,      /* network or marketplace outage                  */
  CHAPI_BAD_RESPONSE = 12,     /* the marketplace sent what cannot be decoded    */
  CHAPI_REJECTED = 13,         /* the marketplace refused on business grounds    */
  CHAPI_UNSUPPORTED = 14,      /* not offered by this adapter or ABI             */
  CHAPI_HOST_FAILED = 15,      /* a port or a sink callback failed               */
  CHAPI_INTERNAL = 16          /* a defect in the module                         */
};

/* Did the marketplace change?  A zeroed error claims nothing. */
enum { CHAPI_EFFECT_UNKNOWN = 0, CHAPI_EFFECT_NONE = 1, CHAPI_EFFECT_PARTIAL = 2 };

/* Plain memory owned by the caller: it may outlive the channel and the module.  The caller
 * sets struct_size; the module writes only what fits and leaves struct_size as it is.
 * Texts are cut at a UTF-8 boundary and always end in NUL. */
typedef struct chapi_error {
  uint32_t struct_size;
  chapi_status status;
  int32_t retryable;       /* 1: the same request may succeed later                  */
  int32_t effect;          /* CHAPI_EFFECT_*                                          */
  int64_t retry_after_ms;  /* -1: no advice                                           */
  int32_t http_status;     /* 0: no HTTP response                                     */
  char reason[64];         /* the module's own stable code, key of the error catalogue */
  char platform_code[64];  /* the marketplace's own code, verbatim                    */
  char request_id[64];     /* what the marketplace's support asks for                 */
  char call[128];          /* which marketplace call, e.g. "/orders/get"              */
  char message[512];       /* English; never a token, a secret or buyer data          */
} chapi_error;

/* ---- what the host lends to one call ------------------------------------------------- */

typedef struct chapi_call {
  uint32_t struct_size;
  void* ctx;
  int64_t budget_ms;          /* time budget of the whole call; <= 0: none              */
  const char* correlation_id; /* goes into the log; may be NULL                         */
  /* Polled; may be NULL.  A port polls it without holding a lock: the module may call
   * another port from it.                                                         [any] */
  int32_t(CHAPI_CALL* is_cancelled)(void* ctx);
  /* total -1: not known; note: a short phase such as "orders".  May be NULL.  [caller] */
  void(CHAPI_CALL* progress)(void* ctx, int64_t done, int64_t total, const char* note);
} chapi_call;

/* Receives one whole JSON document; called exactly once when the call succeeds.  Returns
 * CHAPI_OK when the document was taken.                                       [caller] */
typedef chapi_status(CHAPI_CALL* chapi_emit_fn)(void* ctx, const char* json, size_t size);

/* Where pull_orders delivers.  Delivery is at least once.                     [caller] */
typedef struct chapi_order_sink {
  uint32_t struct_size;
  void* ctx;
  /* batch: chapi.order-batch/1.  Store the batch AND the checkpoint in one transaction,
   * then return CHAPI_OK, or CHAPI_STOP to end the pull here.  Anything else means "not
   * stored": the pull ends and the same orders come again next time.  The checkpoint is
   * opaque text of at most 4096 bytes; give the last one back in the next request. */
  chapi_status(CHAPI_CALL* commit)(void* ctx, const char* batch, size_t batch_size,
                                   const char* checkpoint, size_t checkpoint_size);
} chapi_order_sink;

/* For every verb that changes the marketplace.                                [caller] */
typedef struct chapi_effect_sink {
  uint32_t struct_size;
  void* ctx;
  /* chapi.effect-intent/1, before each request that changes something.  Must be durable
   * when it returns CHAPI_OK; with any other answer the request is not sent. */
  chapi_status(CHAPI_CALL* intend)(void* ctx, const char* json, size_t size);
  /* chapi.effect-record/1, what is known of an intent afterwards; follows also when the
   * call fails or is cancelled later.  After a crash the host gives the intents without a
   * final record back in the next request, and the module looks before it repeats. */
  chapi_status(CHAPI_CALL* record)(void* ctx, const char* json, size_t size);
} chapi_effect_sink;

/* ---- what the host lends to the module ------------------------------------------------ */

typedef struct chapi_host {
  uint32_t struct_size;
  uint32_t abi_minor;
  const char* name;    /* product name, for logs */
  const char* version; /* product version        */
  void* ctx;
  /* A struct of ports/, found by its id, which ends in "/revision"; NULL when the host
   * does not offer it.                                                            [any] */
  const void*(CHAPI_CALL* get_port)(const struct chapi_host* host, const char* port_id);
} chapi_host;

/* ---- what the module lends to the host ------------------------------------------------ */

typedef struct chapi_channel chapi_channel; /* one seller account in one region */

typedef struct chapi_module {
  uint32_t struct_size;
  uint32_t abi_minor;

  /* These three are fast, do no I/O and need no host.                             [any] */
  uint32_t(CHAPI_CALL* adapter_count)(void);
  const char*(CHAPI_CALL* adapter_id)(uint32_t index); /* "lazada.sg"; NULL past the end */
  /* Emits chapi.adapter-description/1. */
  chapi_status(CHAPI_CALL* describe)(const char* adapter_id, chapi_emit_fn emit, void* emit_ctx,
                                     chapi_error* error);

  /* No network here.  config is checked against the config_schema of describe(); it names
   * the grant (the key in the token vault), which channels may share.             [any] */
  chapi_status(CHAPI_CALL* open)(const chapi_host* host, const char* adapter_id,
                                 const char* config, size_t config_size,
                                 chapi_channel** channel, chapi_error* error);
  /* NULL is allowed; never during a call on the same channel.                 [channel] */
  void(CHAPI_CALL* close)(chapi_channel* channel);

  /* The four verbs: chapi.<verb>-request/1 in, chapi.<verb>-result/1 out, where <verb> is
   * authorize, pull, push or map.                                             [channel] */
  chapi_status(CHAPI_CALL* authorize)(chapi_channel* channel, const chapi_call* call,
                                      const char* request, size_t request_size,
                                      chapi_emit_fn emit, void* emit_ctx, chapi_error* error);
  chapi_status(CHAPI_CALL* pull_orders)(chapi_channel* channel, const chapi_call* call,
                                        const char* request, size_t request_size,
                                        const chapi_order_sink* sink, chapi_emit_fn emit,
                                        void* emit_ctx, chapi_error* error);
  chapi_status(CHAPI_CALL* push_shipment)(chapi_channel* channel, const chapi_call* call,
                                          const char* request, size_t request_size,
                                          const chapi_effect_sink* effects, chapi_emit_fn emit,
                                          void* emit_ctx, chapi_error* error);
  chapi_status(CHAPI_CALL* map_sku)(chapi_channel* channel, const chapi_call* call,
                                    const char* request, size_t request_size, chapi_emit_fn emit,
                                    void* emit_ctx, chapi_error* error);

  /* An optional group of functions of ext/, e.g. "chapi.documents/1"; NULL if this adapter
   * has none of that id.                                                          [any] */
  const void*(CHAPI_CALL* get_extension)(const char* adapter_id, const char* extension_id);
} chapi_module;

/* The only exported symbol.  NULL: the host is too old for this module (the manifest's
 * min_host_minor says so beforehand).  The table is static; a module is never unloaded. */
typedef const chapi_module*(CHAPI_CALL* chapi_module_v1_fn)(uint32_t host_abi_minor);
CHAPI_EXPORT const chapi_module* CHAPI_CALL chapi_module_v1(uint32_t host_abi_minor);

#ifdef __cplusplus
} /* extern "C" */
#endif
#endif /* CHAPI_CHAPI_H_ */
