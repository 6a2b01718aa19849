// module.hpp - the author's side of the contract, header only, C++17.
//
// Derive from chapi::module::Channel, describe the adapters in a class M, and write
// CHAPI_MODULE(M) in one file.  Verbs take and return JSON text; whatever they throw becomes
// a status and a filled chapi_error here, so that nothing crosses the boundary.
//
//   struct M {
//     static const std::vector<const char*>& adapters();               // static storage
//     static std::string describe(const char* adapter_id);
//     static std::unique_ptr<Channel> open(const char* adapter_id, const Host&, std::string_view);
//     static const void* extension(const char* adapter_id, const char* extension_id);
//   };
#ifndef CHAPI_MODULE_HPP_
#define CHAPI_MODULE_HPP_

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <exception>
#include <limits>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <typeinfo>
#include <utility>
#include <vector>

#include "chapi/chapi.h"
#include "chapi/ext/documents.h"
#include "chapi/ports/clock.h"
#include "chapi/ports/log.h"
#include "chapi/ports/quota.h"
#include "chapi/ports/token_vault.h"

namespace chapi::module {

// The one exception type of a module; maps to chapi_error field by field.
struct Error : std::exception {
  Error(chapi_status status_, std::string reason_, std::string message_)
      : status(status_), reason(std::move(reason_)), message(std::move(message_)) {}

  chapi_status status;
  std::string reason;   // stable code, lower case with underscores
  std::string message;  // what happened, to what, what to do next; no secret, no buyer data
  bool retryable = false;
  int effect = CHAPI_EFFECT_NONE;
  std::int64_t retry_after_ms = -1;
  int http_status = 0;
  std::string platform_code;
  std::string request_id;
  std::string call;

  const char* what() const noexcept override { return message.c_str(); }
};

namespace detail {

// Copies what fits and cuts at a UTF-8 boundary.
template <std::size_t N>
void copy_text(char (&to)[N], std::string_view from) noexcept {
  std::size_t n = from.size() < N ? from.size() : N - 1;
  if (n < from.size()) {
    while (n > 0 && (static_cast<unsigned char>(from[n]) & 0xC0) == 0x80) --n;
  }
  std::memcpy(to, from.data(), n);
  to[n] = '\0';
}

inline chapi_status write_error(chapi_error* out, const Error& e) noexcept {
  if (out == nullptr) return e.status;
  chapi_error full{};
  full.struct_size = out->struct_size;
  full.status = e.status;
  full.retryable = e.retryable ? 1 : 0;
  full.effect = e.effect;
  full.retry_after_ms = e.retry_after_ms;
  full.http_status = e.http_status;
  copy_text(full.reason, e.reason);
  copy_text(full.platform_code, e.platform_code);
  copy_text(full.request_id, e.request_id);
  copy_text(full.call, e.call);
  copy_text(full.message, e.message);
  std::memcpy(out, &full, std::min<std::size_t>(out->struct_size, sizeof full));
  return e.status;
}

// Runs `body`; every exception ends here.
template <typename Body>
chapi_status guard(chapi_error* error, Body&& body) noexcept {
  try {
    body();
    return CHAPI_OK;
  } catch (const Error& e) {
    return write_error(error, e);
  } catch (const std::bad_alloc&) {
    try {
      Error e(CHAPI_INTERNAL, "out_of_memory", "The module ran out of memory.");
      e.effect = CHAPI_EFFECT_UNKNOWN;
      return write_error(error, e);
    } catch (...) {
      return CHAPI_INTERNAL;
    }
  } catch (const std::exception& e) {
    // The text of a foreign exception may quote data, so only its type is told.
    try {
      Error internal(CHAPI_INTERNAL, "internal",
                     std::string("A defect in the module: unexpected ") + typeid(e).name() +
                         ". Please report it with the log.");
      internal.effect = CHAPI_EFFECT_UNKNOWN;
      return write_error(error, internal);
    } catch (...) {
      return CHAPI_INTERNAL;
    }
  } catch (...) {
    return CHAPI_INTERNAL;
  }
}

inline void expect(chapi_status got, const char* what) {
  if (got == CHAPI_OK) return;
  if (got == CHAPI_CANCELLED) {
    throw Error(CHAPI_CANCELLED, "cancelled", "The call was cancelled by the host.");
  }
  if (got == CHAPI_DEADLINE) {
    Error e(CHAPI_DEADLINE, "deadline", "The call's time budget ran out.");
    e.retryable = true;
    throw e;
  }
  Error e(CHAPI_HOST_FAILED, "host_failed",
          std::string("The host's ") + what + " failed (status " + std::to_string(got) +
              "); see the host's own log.");
  e.retryable = true;
  throw e;
}

inline chapi_status append_text(void* ctx, const char* json, std::size_t size) noexcept {
  try {
    static_cast<std::string*>(ctx)->assign(json, size);
    return CHAPI_OK;
  } catch (...) {
    return CHAPI_HOST_FAILED;
  }
}

}  // namespace detail

// Time as the host sees it.  [any]
class Clock {
 public:
  explicit Clock(const chapi_port_clock* port) : port_(port) {}
  std::int64_t now_ms() const { return port_->now_ms(port_->ctx); }
  std::int64_t monotonic_ms() const { return port_->monotonic_ms(port_->ctx); }
  // Throws Error (cancelled) when `call` is cancelled meanwhile.
  void sleep_ms(std::int64_t ms, const chapi_call* call) const {
    if (ms > 0) detail::expect(port_->sleep_ms(port_->ctx, ms, call), "clock");
  }

 private:
  const chapi_port_clock* port_;
};

// What the host lends to one call; lives on the stack of the verb.  [any] unless noted.
class Call {
 public:
  Call(const chapi_call* raw, const Clock& clock) : raw_(raw), clock_(clock), deadline_(kNever) {
    if (raw == nullptr || raw->budget_ms <= 0) return;
    const std::int64_t now = clock.monotonic_ms();
    // A host may write "for ever" as the largest number.
    if (now < kNever - raw->budget_ms) deadline_ = now + raw->budget_ms;
  }

  const chapi_call* raw() const { return raw_; }
  const Clock& clock() const { return clock_; }
  const char* correlation_id() const {
    return raw_ != nullptr && raw_->correlation_id != nullptr ? raw_->correlation_id : "";
  }
  bool cancelled() const {
    return raw_ != nullptr && raw_->is_cancelled != nullptr && raw_->is_cancelled(raw_->ctx) != 0;
  }
  // Milliseconds of the budget that are left; the largest number without a budget.
  std::int64_t remaining_ms() const {
    if (deadline_ == kNever) return kNever;
    return deadline_ - clock_.monotonic_ms();
  }
  // The host's call with what is left of its budget, for a port that waits.
  chapi_call rest() const {
    chapi_call rest{};
    if (raw_ != nullptr) rest = *raw_;
    rest.struct_size = sizeof rest;
    // A budget that is used up must not read as "none".
    if (deadline_ != kNever) rest.budget_ms = std::max<std::int64_t>(1, remaining_ms());
    return rest;
  }
  // Throws Error when the call is cancelled or its budget is used up.
  void check() const {
    if (cancelled()) detail::expect(CHAPI_CANCELLED, "call");
    if (remaining_ms() <= 0) detail::expect(CHAPI_DEADLINE, "call");
  }
  void sleep_ms(std::int64_t ms) const {
    if (ms >= remaining_ms()) detail::expect(CHAPI_DEADLINE, "call");
    clock_.sleep_ms(ms, raw_);
  }
  // Only on the thread of the verb.  total -1: not known.
  void progress(std::int64_t done, std::int64_t total, const char* note) const {
    if (raw_ != nullptr && raw_->progress != nullptr) raw_->progress(raw_->ctx, done, total, note);
  }

 private:
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

  const chapi_call* raw_;
  Clock clock_;
  std::int64_t deadline_;
};

// [any]
class Log {
 public:
  explicit Log(const chapi_port_log* port) : port_(port) {}
  void write(int level, std::string_view json) const {
    port_->write(port_->ctx, level, json.data(), json.size());
  }

 private:
  const chapi_port_log* port_;
};

// Grants.  [any]
class TokenVault {
 public:
  explicit TokenVault(const chapi_port_token_vault* port) : port_(port) {}

  struct Document {
    std::uint64_t version = 0;  // 0: there is none
    std::string json;
  };

  Document load(const std::string& key) const {
    Document d;
    const chapi_status got =
        port_->load(port_->ctx, key.c_str(), &d.version, &detail::append_text, &d.json);
    if (got == CHAPI_NOT_FOUND) return Document{};
    detail::expect(got, "token vault");
    return d;
  }
  // False: somebody stored meanwhile, or the lease is lost; load again.
  bool store(const std::string& key, std::uint64_t version, std::uint64_t lease,
             std::string_view json) const {
    const chapi_status got =
        port_->store(port_->ctx, key.c_str(), version, lease, json.data(), json.size());
    if (got == CHAPI_CONFLICT) return false;
    detail::expect(got, "token vault");
    return true;
  }
  bool erase(const std::string& key, std::uint64_t version, std::uint64_t lease) const {
    const chapi_status got = port_->erase(port_->ctx, key.c_str(), version, lease);
    if (got == CHAPI_CONFLICT) return false;
    if (got != CHAPI_NOT_FOUND) detail::expect(got, "token vault");
    return true;
  }

  // Holds the lease of one key until it goes out of scope.
  class Lease {
   public:
    Lease(const TokenVault& vault, std::string key, std::int64_t ttl_ms, const Call& call)
        : port_(vault.port_), key_(std::move(key)) {
      const chapi_call rest = call.rest();
      detail::expect(port_->acquire(port_->ctx, key_.c_str(), ttl_ms, &rest, &id_), "token vault");
    }
    ~Lease() { port_->release(port_->ctx, key_.c_str(), id_); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    std::uint64_t id() const { return id_; }
    // False: the lease is no longer ours.
    bool renew(std::int64_t ttl_ms) const {
      return port_->renew(port_->ctx, key_.c_str(), id_, ttl_ms) == CHAPI_OK;
    }

   private:
    const chapi_port_token_vault* port_;
    std::string key_;
    std::uint64_t id_ = 0;
  };

 private:
  const chapi_port_token_vault* port_;
};

// Call limits shared by the processes of a host.  [any]
class Quota {
 public:
  explicit Quota(const chapi_port_quota* port) : port_(port) {}
  // Throws Error: rate_limited with retry_after_ms during a long ban; cancelled; deadline.
  void acquire(const char* app_key, const char* api, int count, const Call& call) const {
    const chapi_call rest = call.rest();
    std::int64_t banned_ms = -1;
    const chapi_status got = port_->acquire(port_->ctx, app_key, api, count, &rest, &banned_ms);
    if (got == CHAPI_RATE_LIMITED) {
      const std::string time =
          banned_ms < 0 ? "for a while, and the ban is not over yet"
                        : "for another " + std::to_string((banned_ms + 999) / 1000) + " seconds";
      Error e(CHAPI_RATE_LIMITED, "banned",
              std::string("The marketplace has banned the application from ") + api + " " + time +
                  ". Try again after that.");
      e.retryable = true;
      e.retry_after_ms = banned_ms;
      e.call = api;
      throw e;
    }
    detail::expect(got, "quota");
  }
  // api nullptr: the whole application.
  void ban(const char* app_key, const char* api, std::int64_t ms) const {
    port_->ban(port_->ctx, app_key, api, ms);
  }

 private:
  const chapi_port_quota* port_;
};

// The ports of a host; copies are cheap and valid as long as the chapi_host is.
class Host {
 public:
  // Throws Error (host_failed) when a required port is missing.
  explicit Host(const chapi_host* host)
      : log_(need<chapi_port_log>(host, CHAPI_PORT_LOG)),
        clock_(need<chapi_port_clock>(host, CHAPI_PORT_CLOCK)),
        vault_(need<chapi_port_token_vault>(host, CHAPI_PORT_TOKEN_VAULT)),
        quota_(offered<chapi_port_quota>(host, CHAPI_PORT_QUOTA)),
        has_quota_(offered<chapi_port_quota>(host, CHAPI_PORT_QUOTA) != nullptr) {}

  const Log& log() const { return log_; }
  const Clock& clock() const { return clock_; }
  const TokenVault& vault() const { return vault_; }
  const Quota* quota() const { return has_quota_ ? &quota_ : nullptr; }

 private:
  // nullptr: not lent, or shorter than its revision.
  template <typename Port>
  static const Port* offered(const chapi_host* host, const char* id) {
    const void* port =
        host != nullptr && host->get_port != nullptr ? host->get_port(host, id) : nullptr;
    const auto* typed = static_cast<const Port*>(port);
    return typed != nullptr && typed->struct_size >= sizeof(Port) ? typed : nullptr;
  }

  template <typename Port>
  static const Port* need(const chapi_host* host, const char* id) {
    const Port* port = offered<Port>(host, id);
    if (port == nullptr) {
      throw Error(CHAPI_HOST_FAILED, "port_missing",
                  std::string("The host does not lend the required port ") + id +
                      "; the module's manifest lists what it needs.");
    }
    return port;
  }

  Log log_;
  Clock clock_;
  TokenVault vault_;
  Quota quota_;
  bool has_quota_;
};

// Where orders go.  Only on the thread of the verb.
class OrderSink {
 public:
  explicit OrderSink(const chapi_order_sink* sink) : sink_(sink) {}
  // True: stored, go on.  False: stored, stop.  Throws Error (host_failed) when not stored.
  bool commit(std::string_view batch, std::string_view checkpoint) const {
    const chapi_status got =
        sink_->commit(sink_->ctx, batch.data(), batch.size(), checkpoint.data(), checkpoint.size());
    if (got == CHAPI_STOP) return false;
    detail::expect(got, "order sink");
    return true;
  }

 private:
  const chapi_order_sink* sink_;
};

// Where intended and known effects go.  Only on the thread of the verb.
class EffectSink {
 public:
  explicit EffectSink(const chapi_effect_sink* sink) : sink_(sink) {}
  void intend(std::string_view json) const {
    detail::expect(sink_->intend(sink_->ctx, json.data(), json.size()), "effect sink (intend)");
  }
  void record(std::string_view json) const {
    detail::expect(sink_->record(sink_->ctx, json.data(), json.size()), "effect sink (record)");
  }

 private:
  const chapi_effect_sink* sink_;
};

// Where the bytes of a document go.  Only on the thread of the verb.
class DocumentSink {
 public:
  explicit DocumentSink(const chapi_document_sink* sink) : sink_(sink) {}
  void write(std::string_view bytes) const {
    detail::expect(sink_->write(sink_->ctx, bytes.data(), bytes.size()), "document sink");
  }

 private:
  const chapi_document_sink* sink_;
};

// One seller account in one region.  Verbs block, and are called one at a time.
class Channel {
 public:
  virtual ~Channel() = default;
  virtual std::string authorize(const Call& call, std::string_view request) = 0;
  virtual std::string pull_orders(const Call& call, std::string_view request,
                                  const OrderSink& sink) = 0;
  virtual std::string push_shipment(const Call& call, std::string_view request,
                                    const EffectSink& effects) = 0;
  virtual std::string map_sku(const Call& call, std::string_view request) = 0;
  // chapi.documents/1; only for modules that offer the extension.
  virtual std::string get_document(const Call&, std::string_view, const DocumentSink&) {
    throw Error(CHAPI_UNSUPPORTED, "unsupported", "This adapter hands out no documents.");
  }
};

}  // namespace chapi::module

struct chapi_channel {
  chapi::module::Host host;
  std::unique_ptr<chapi::module::Channel> impl;
};

namespace chapi::module {

namespace detail {

inline void need(const void* pointer, const char* name) {
  if (pointer == nullptr) {
    throw Error(CHAPI_INVALID_ARGUMENT, "null_argument",
                std::string("The host passed NULL for ") + name + ".");
  }
}

template <typename Verb>
chapi_status run_verb(chapi_channel* channel, const chapi_call* call, const char* request,
                      std::size_t size, chapi_emit_fn emit, void* emit_ctx, chapi_error* error,
                      Verb&& verb) noexcept {
  return guard(error, [&] {
    need(channel, "channel");
    need(request, "request");
    need(reinterpret_cast<const void*>(emit), "emit");
    const Call c(call, channel->host.clock());
    const std::string result = verb(c, std::string_view(request, size));
    try {
      expect(emit(emit_ctx, result.data(), result.size()), "emit callback");
    } catch (Error& e) {
      e.effect = CHAPI_EFFECT_UNKNOWN;  // the verb is done, and nobody learnt its outcome
      throw;
    }
  });
}

}  // namespace detail

// The table of module M, in static memory.
template <typename M>
const chapi_module* module_table() {
  static const chapi_module table = [] {
    chapi_module t{};
    t.struct_size = sizeof t;
    t.abi_minor = CHAPI_ABI_MINOR;
    t.adapter_count = [] { return static_cast<std::uint32_t>(M::adapters().size()); };
    t.adapter_id = [](std::uint32_t i) -> const char* {
      return i < M::adapters().size() ? M::adapters()[i] : nullptr;
    };
    t.describe = [](const char* id, chapi_emit_fn emit, void* ctx,
                    chapi_error* error) -> chapi_status {
      return detail::guard(error, [&] {
        detail::need(id, "adapter_id");
        detail::need(reinterpret_cast<const void*>(emit), "emit");
        const std::string text = M::describe(id);
        detail::expect(emit(ctx, text.data(), text.size()), "emit callback");
      });
    };
    t.open = [](const chapi_host* host, const char* id, const char* config, std::size_t size,
                chapi_channel** out, chapi_error* error) -> chapi_status {
      return detail::guard(error, [&] {
        detail::need(host, "host");
        detail::need(id, "adapter_id");
        detail::need(config, "config");
        detail::need(out, "channel");
        *out = nullptr;
        Host ports(host);
        auto impl = M::open(id, ports, std::string_view(config, size));
        *out = new chapi_channel{ports, std::move(impl)};
      });
    };
    t.close = [](chapi_channel* channel) { delete channel; };
    t.authorize = [](chapi_channel* ch, const chapi_call* call, const char* req, std::size_t n,
                     chapi_emit_fn emit, void* ctx, chapi_error* error) -> chapi_status {
      return detail::run_verb(ch, call, req, n, emit, ctx, error,
                              [&](auto& c, auto text) { return ch->impl->authorize(c, text); });
    };
    t.pull_orders = [](chapi_channel* ch, const chapi_call* call, const char* req, std::size_t n,
                       const chapi_order_sink* sink, chapi_emit_fn emit, void* ctx,
                       chapi_error* error) -> chapi_status {
      return detail::run_verb(ch, call, req, n, emit, ctx, error, [&](auto& c, auto text) {
        detail::need(sink, "sink");
        detail::need(reinterpret_cast<const void*>(sink->commit), "sink.commit");
        return ch->impl->pull_orders(c, text, OrderSink(sink));
      });
    };
    t.push_shipment = [](chapi_channel* ch, const chapi_call* call, const char* req, std::size_t n,
                         const chapi_effect_sink* effects, chapi_emit_fn emit, void* ctx,
                         chapi_error* error) -> chapi_status {
      return detail::run_verb(ch, call, req, n, emit, ctx, error, [&](auto& c, auto text) {
        detail::need(effects, "effects");
        detail::need(reinterpret_cast<const void*>(effects->intend), "effects.intend");
        detail::need(reinterpret_cast<const void*>(effects->record), "effects.record");
        return ch->impl->push_shipment(c, text, EffectSink(effects));
      });
    };
    t.map_sku = [](chapi_channel* ch, const chapi_call* call, const char* req, std::size_t n,
                   chapi_emit_fn emit, void* ctx, chapi_error* error) -> chapi_status {
      return detail::run_verb(ch, call, req, n, emit, ctx, error,
                              [&](auto& c, auto text) { return ch->impl->map_sku(c, text); });
    };
    t.get_extension = [](const char* id, const char* extension) -> const void* {
      return id != nullptr && extension != nullptr ? M::extension(id, extension) : nullptr;
    };
    return t;
  }();
  return &table;
}

// The chapi.documents/1 table over Channel::get_document.
inline const chapi_ext_documents* documents_extension() {
  static const chapi_ext_documents table = [] {
    chapi_ext_documents t{};
    t.struct_size = sizeof t;
    t.get = [](chapi_channel* ch, const chapi_call* call, const char* req, std::size_t n,
               const chapi_document_sink* sink, chapi_emit_fn emit, void* ctx,
               chapi_error* error) -> chapi_status {
      return detail::run_verb(ch, call, req, n, emit, ctx, error, [&](auto& c, auto text) {
        detail::need(sink, "sink");
        detail::need(reinterpret_cast<const void*>(sink->write), "sink.write");
        return ch->impl->get_document(c, text, DocumentSink(sink));
      });
    };
    return t;
  }();
  return &table;
}

}  // namespace chapi::module

// Defines the module's only exported symbol.
#define CHAPI_MODULE(M)                                                                   \
  extern "C" CHAPI_EXPORT const chapi_module* CHAPI_CALL chapi_module_v1(std::uint32_t) { \
    return ::chapi::module::module_table<M>();                                            \
  }

#endif  // CHAPI_MODULE_HPP_
