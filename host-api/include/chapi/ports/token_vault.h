/* token_vault.h - where grants (access and refresh tokens) live.  Required.
 * Valid as C11 and C++17.
 *
 * A key names one grant; up to six cross-border channels share one.  The document under a
 * key is the module's own, is secret, and has a version that rises with every store.  A
 * lease makes one refresher at a time, across threads and processes; it ends by itself and
 * carries a fencing number, so that a late holder can neither store nor end another's. */
#ifndef CHAPI_PORTS_TOKEN_VAULT_H_
#define CHAPI_PORTS_TOKEN_VAULT_H_

#include "../chapi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CHAPI_PORT_TOKEN_VAULT "chapi.token-vault/1"

typedef struct chapi_port_token_vault {
  uint32_t struct_size;
  void* ctx;
  /* Waits for the lease.  CHAPI_CANCELLED, CHAPI_DEADLINE by `call` (may be NULL). [any] */
  chapi_status(CHAPI_CALL* acquire)(void* ctx, const char* key, int64_t ttl_ms,
                                    const chapi_call* call, uint64_t* lease);
  /* CHAPI_CONFLICT: the lease is no longer ours.                                   [any] */
  chapi_status(CHAPI_CALL* renew)(void* ctx, const char* key, uint64_t lease, int64_t ttl_ms);
  void(CHAPI_CALL* release)(void* ctx, const char* key, uint64_t lease); /*          [any] */
  /* Emits the stored document; *version names what was read (1 or more).
   * CHAPI_NOT_FOUND: no such key.                                                  [any] */
  chapi_status(CHAPI_CALL* load)(void* ctx, const char* key, uint64_t* version,
                                 chapi_emit_fn emit, void* emit_ctx);
  /* Durable when it returns CHAPI_OK; the new version is `version` + 1.
   * CHAPI_CONFLICT: somebody stored after `version`, or the lease is no longer ours; load
   * again.  version 0 stores only if the key is new.  lease 0: no lease is held.   [any] */
  chapi_status(CHAPI_CALL* store)(void* ctx, const char* key, uint64_t version, uint64_t lease,
                                  const char* json, size_t size);
  /* Forgets the document for good; the same conditions as store.                   [any] */
  chapi_status(CHAPI_CALL* erase)(void* ctx, const char* key, uint64_t version, uint64_t lease);
} chapi_port_token_vault;

#ifdef __cplusplus
} /* extern "C" */
#endif
#endif /* CHAPI_PORTS_TOKEN_VAULT_H_ */
