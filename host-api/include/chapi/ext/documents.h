/* documents.h - hands out documents of the marketplace, such as shipping labels.
 * Valid as C11 and C++17. */
#ifndef CHAPI_EXT_DOCUMENTS_H_
#define CHAPI_EXT_DOCUMENTS_H_

#include "../chapi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CHAPI_EXT_DOCUMENTS "chapi.documents/1"

/* Receives the bytes of one document.  Anything but CHAPI_OK ends the call.   [caller] */
typedef struct chapi_document_sink {
  uint32_t struct_size;
  void* ctx;
  chapi_status(CHAPI_CALL* write)(void* ctx, const void* bytes, size_t size);
} chapi_document_sink;

typedef struct chapi_ext_documents {
  uint32_t struct_size;
  /* chapi.document-request/1 in, the real bytes of the file through `sink`, then
   * chapi.document-result/1 (media type, size, SHA-256).  The bytes are the file only if
   * the call succeeds.  Changes nothing on the marketplace.                   [channel] */
  chapi_status(CHAPI_CALL* get)(chapi_channel* channel, const chapi_call* call,
                                const char* request, size_t request_size,
                                const chapi_document_sink* sink, chapi_emit_fn emit,
                                void* emit_ctx, chapi_error* error);
} chapi_ext_documents;

#ifdef __cplusplus
} /* extern "C" */
#endif
#endif /* CHAPI_EXT_DOCUMENTS_H_ */
