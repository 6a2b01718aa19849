/* log.h - where a module writes its log.  Required.  Valid as C11 and C++17. */
#ifndef CHAPI_PORTS_LOG_H_
#define CHAPI_PORTS_LOG_H_

#include "../chapi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CHAPI_PORT_LOG "chapi.log/1"

enum {
  CHAPI_LOG_DEBUG = 10,
  CHAPI_LOG_INFO = 20,
  CHAPI_LOG_WARNING = 30,
  CHAPI_LOG_ERROR = 40
};

typedef struct chapi_port_log {
  uint32_t struct_size;
  void* ctx;
  /* One JSON object with at least "event"; never a token, a secret or buyer data.  [any] */
  void(CHAPI_CALL* write)(void* ctx, int32_t level, const char* json, size_t size);
} chapi_port_log;

#ifdef __cplusplus
} /* extern "C" */
#endif
#endif /* CHAPI_PORTS_LOG_H_ */
