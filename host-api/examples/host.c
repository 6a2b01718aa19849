/* A whole host in C: authorizes one store and prints the batches of its orders.
 *   c_host LIBRARY ADAPTER CONFIG.json     prints the URL to open, reads the callback address */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "chapi/chapi.h"
#include "chapi/ports/clock.h"
#include "chapi/ports/log.h"
#include "chapi/ports/token_vault.h"

/* ---- ports ---------------------------------------------------------------------------- */

static void log_nothing(void* ctx, int32_t level, const char* json, size_t size) {
  (void)ctx, (void)level, (void)json, (void)size;
}

static int64_t clock_ms(clockid_t id) {
  struct timespec t;
  clock_gettime(id, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
static int64_t now_ms(void* ctx) { return (void)ctx, clock_ms(CLOCK_REALTIME); }
static int64_t monotonic_ms(void* ctx) { return (void)ctx, clock_ms(CLOCK_MONOTONIC); }
static chapi_status sleep_ms(void* ctx, int64_t ms, const chapi_call* call) {
  struct timespec t = {ms / 1000, (ms % 1000) * 1000000};
  (void)ctx, (void)call;
  nanosleep(&t, NULL);
  return CHAPI_OK;
}

/* One grant; a real host keeps many, encrypted and on disk. */
static struct {
  uint64_t version;
  char* json;
  size_t size;
} grant;

static chapi_status acquire(void* ctx, const char* key, int64_t ttl_ms, const chapi_call* call,
                            uint64_t* lease) {
  (void)ctx, (void)key, (void)ttl_ms, (void)call;
  *lease = 1;
  return CHAPI_OK;
}
static chapi_status renew(void* ctx, const char* key, uint64_t lease, int64_t ttl_ms) {
  (void)ctx, (void)key, (void)lease, (void)ttl_ms;
  return CHAPI_OK;
}
static void release(void* ctx, const char* key, uint64_t lease) {
  (void)ctx, (void)key, (void)lease;
}
static chapi_status load(void* ctx, const char* key, uint64_t* version, chapi_emit_fn emit,
                         void* emit_ctx) {
  (void)ctx, (void)key;
  if (grant.version == 0) return CHAPI_NOT_FOUND;
  *version = grant.version;
  return emit(emit_ctx, grant.json, grant.size);
}
static chapi_status store(void* ctx, const char* key, uint64_t version, uint64_t lease,
                          const char* json, size_t size) {
  char* copy = malloc(size + 1);
  (void)ctx, (void)key, (void)lease;
  if (copy == NULL) return CHAPI_HOST_FAILED;
  if (version != grant.version) return free(copy), CHAPI_CONFLICT;
  memcpy(copy, json, size);
  free(grant.json);
  grant.json = copy;
  grant.size = size;
  ++grant.version;
  return CHAPI_OK;
}
static chapi_status erase(void* ctx, const char* key, uint64_t version, uint64_t lease) {
  (void)ctx, (void)key, (void)version, (void)lease;
  grant.version = 0;
  return CHAPI_OK;
}

static const chapi_port_log log_port = {sizeof log_port, NULL, log_nothing};
static const chapi_port_clock clock_port = {sizeof clock_port, NULL, now_ms, monotonic_ms,
                                            sleep_ms};
static const chapi_port_token_vault vault_port = {sizeof vault_port, NULL, acquire, renew,
                                                  release,           load, store,   erase};

static const void* get_port(const chapi_host* host, const char* id) {
  (void)host;
  if (strcmp(id, CHAPI_PORT_LOG) == 0) return &log_port;
  if (strcmp(id, CHAPI_PORT_CLOCK) == 0) return &clock_port;
  if (strcmp(id, CHAPI_PORT_TOKEN_VAULT) == 0) return &vault_port;
  return NULL;
}

/* ---- results -------------------------------------------------------------------------- */

static chapi_status keep(void* ctx, const char* json, size_t size) {
  char** text = ctx;
  *text = malloc(size + 1);
  if (*text == NULL) return CHAPI_HOST_FAILED;
  memcpy(*text, json, size);
  (*text)[size] = '\0';
  return CHAPI_OK;
}

static chapi_status print_batch(void* ctx, const char* batch, size_t size, const char* checkpoint,
                                size_t checkpoint_size) {
  (void)ctx, (void)checkpoint, (void)checkpoint_size;
  fwrite(batch, 1, size, stdout);
  return putchar('\n') == '\n' ? CHAPI_OK : CHAPI_HOST_FAILED;
}

/* The text of a member; good enough for values without escapes, as state and URL are. */
static char* member(const char* json, const char* name) {
  char key[64];
  const char* from;
  size_t n;
  char* text;
  snprintf(key, sizeof key, "\"%s\":\"", name);
  if ((from = strstr(json, key)) == NULL) return NULL;
  from += strlen(key);
  n = strcspn(from, "\"");
  if ((text = malloc(n + 1)) == NULL) return NULL;
  memcpy(text, from, n);
  text[n] = '\0';
  return text;
}

static int failed(const char* what, const chapi_error* error) {
  fprintf(stderr, "%s: status %d %s: %s\n", what, (int)error->status, error->reason,
          error->message);
  return 1;
}

int main(int argc, char** argv) {
  static char config[65536], callback[8192], request[16384];
  const chapi_host host = {sizeof host, CHAPI_ABI_MINOR, "C host", "1", NULL, get_port};
  const chapi_order_sink sink = {sizeof sink, NULL, print_batch};
  const chapi_module* module;
  chapi_channel* channel = NULL;
  chapi_error error = {sizeof error, 0, 0, 0, -1, 0, "", "", "", "", ""};
  char *answer = NULL, *url, *state;
  void* library;
  void* symbol;
  chapi_module_v1_fn entry;
  size_t size;
  FILE* file;

  if (argc != 4) return fprintf(stderr, "usage: c_host LIBRARY ADAPTER CONFIG.json\n"), 2;
  if ((file = fopen(argv[3], "rb")) == NULL) return perror(argv[3]), 2;
  size = fread(config, 1, sizeof config, file);
  fclose(file);
  if ((library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL)) == NULL ||
      (symbol = dlsym(library, CHAPI_ENTRY_SYMBOL)) == NULL) {
    return fprintf(stderr, "%s\n", dlerror()), 2;
  }
  memcpy(&entry, &symbol, sizeof entry);
  if ((module = entry(CHAPI_ABI_MINOR)) == NULL) return fprintf(stderr, "host too old\n"), 2;

  if (module->open(&host, argv[2], config, size, &channel, &error) != CHAPI_OK) {
    return failed("open", &error);
  }
  strcpy(request, "{\"schema\":\"chapi.authorize-request/1\",\"action\":\"begin\"}");
  if (module->authorize(channel, NULL, request, strlen(request), keep, &answer, &error) !=
      CHAPI_OK) {
    return failed("begin", &error);
  }
  url = member(answer, "authorize_url");
  state = member(answer, "state");
  free(answer);
  if (url == NULL || state == NULL) return fprintf(stderr, "begin: no URL\n"), 1;
  puts(url);
  fflush(stdout);
  if (fgets(callback, sizeof callback, stdin) == NULL) return 2;
  callback[strcspn(callback, "\n")] = '\0';
  snprintf(request, sizeof request,
           "{\"schema\":\"chapi.authorize-request/1\",\"action\":\"finish\",\"state\":\"%s\","
           "\"callback_url\":\"%s\"}",
           state, callback);
  if (module->authorize(channel, NULL, request, strlen(request), keep, &answer, &error) !=
      CHAPI_OK) {
    return failed("finish", &error);
  }
  free(answer);
  strcpy(request, "{\"schema\":\"chapi.pull-request/1\",\"since\":\"2000-01-01T00:00:00Z\"}");
  if (module->pull_orders(channel, NULL, request, strlen(request), &sink, keep, &answer, &error) !=
      CHAPI_OK) {
    return failed("pull_orders", &error);
  }
  fprintf(stderr, "%s\n", answer);
  free(answer);
  free(url);
  free(state);
  free(grant.json);
  module->close(channel);
  return 0;
}
