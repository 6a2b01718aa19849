/* clock.h - time as the host sees it, so that tests can hold it.  Required.
 * Valid as C11 and C++17. */
#ifndef CHAPI_PORTS_CLOCK_H_
#define CHAPI_PORTS_CLOCK_H_

#include "../chapi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CHAPI_PORT_CLOCK "chapi.clock/1"

typedef struct chapi_port_clock {
  uint32_t struct_size;
  void* ctx;
  int64_t(CHAPI_CALL* now_ms)(void* ctx);       /* Unix time; may jump               [any] */
  int64_t(CHAPI_CALL* monotonic_ms)(void* ctx); /* for deadlines; never jumps        [any] */
  /* CHAPI_OK after `ms`; returns early with CHAPI_CANCELLED when the call is cancelled.
   * call may be NULL.                                                               [any] */
  chapi_status(CHAPI_CALL* sleep_ms)(void* ctx, int64_t ms, const chapi_call* call);
} chapi_port_clock;

#ifdef __cplusplus
} /* extern "C" */
#endif
#endif /* CHAPI_PORTS_CLOCK_H_ */
