/* quota.h - shares the marketplace's call limits among all processes of a host.  Optional:
 * without it a module keeps one bucket per process.  Valid as C11 and C++17. */
#ifndef CHAPI_PORTS_QUOTA_H_
#define CHAPI_PORTS_QUOTA_H_

#include "../chapi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CHAPI_PORT_QUOTA "chapi.quota/1"

typedef struct chapi_port_quota {
  uint32_t struct_size;
  void* ctx;
  /* Waits for permission to make `count` calls.  CHAPI_CANCELLED, CHAPI_DEADLINE;
   * CHAPI_RATE_LIMITED: banned for longer than is worth waiting, *banned_ms tells how long
   * (-1: not known).  `banned_ms` is never NULL.                                   [any] */
  chapi_status(CHAPI_CALL* acquire)(void* ctx, const char* app_key, const char* api,
                                    int32_t count, const chapi_call* call, int64_t* banned_ms);
  /* The marketplace has banned this api (NULL: the whole application) for so long. [any] */
  void(CHAPI_CALL* ban)(void* ctx, const char* app_key, const char* api, int64_t ms);
} chapi_port_quota;

#ifdef __cplusplus
} /* extern "C" */
#endif
#endif /* CHAPI_PORTS_QUOTA_H_ */
