// host.hpp - the host's side of the contract, header only, C++17 with Boost.DLL.
// Compile with BOOST_DLL_USE_STD_FS; then no Boost library is linked.
//
// Derive from Log, Clock, TokenVault (and Quota), build a Host of them, open a Library, and
// talk to a Channel.  Failures of the module are thrown as Failure.  An exception that one of
// the host's own callbacks throws is carried around the boundary and thrown again here.
#ifndef CHAPI_HOST_HPP_
#define CHAPI_HOST_HPP_

#include <boost/dll/shared_library.hpp>
#include <cstdint>
#include <cstring>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "chapi/chapi.h"
#include "chapi/ext/documents.h"
#include "chapi/ports/clock.h"
#include "chapi/ports/log.h"
#include "chapi/ports/quota.h"
#include "chapi/ports/token_vault.h"

namespace chapi::host {

// What a module answered instead of a result.
struct Failure : std::exception {
  explicit Failure(const chapi_error& e) : error(e) {}
  chapi_error error;
  const char* what() const noexcept override { return error.message; }
};

// The library is not a module, or not one for this host.
struct LoadError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// ---- ports: override and lend.  Every function may be called from any thread. ----------

class Log {
 public:
  virtual ~Log() = default;
  virtual void write(int level, std::string_view json) = 0;
};

// now_ms and monotonic_ms must not throw: there is no answer that says "no time".
class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::int64_t now_ms() = 0;
  virtual std::int64_t monotonic_ms() = 0;
  // False: `call` (may be nullptr) was cancelled meanwhile.
  virtual bool sleep_ms(std::int64_t ms, const chapi_call* call) = 0;
};

class TokenVault {
 public:
  struct Document {
    std::uint64_t version = 0;
    std::string json;
  };
  virtual ~TokenVault() = default;
  // CHAPI_OK and *lease, or CHAPI_CANCELLED, CHAPI_DEADLINE.
  virtual chapi_status acquire(const std::string& key, std::int64_t ttl_ms, const chapi_call* call,
                               std::uint64_t* lease) = 0;
  // False: the lease is no longer the caller's.
  virtual bool renew(const std::string& key, std::uint64_t lease, std::int64_t ttl_ms) = 0;
  virtual void release(const std::string& key, std::uint64_t lease) = 0;
  virtual std::optional<Document> load(const std::string& key) = 0;
  // False: conflict.  Durable when it returns true.
  virtual bool store(const std::string& key, std::uint64_t version, std::uint64_t lease,
                     std::string_view json) = 0;
  virtual bool erase(const std::string& key, std::uint64_t version, std::uint64_t lease) = 0;
};

class Quota {
 public:
  virtual ~Quota() = default;
  // CHAPI_OK, CHAPI_CANCELLED, CHAPI_DEADLINE, or CHAPI_RATE_LIMITED when a ban lasts longer than
  // is worth waiting; then banned_ms is set.
  virtual chapi_status acquire(const std::string& app_key, const std::string& api, int count,
                               const chapi_call* call, std::int64_t& banned_ms) = 0;
  // api empty: the whole application.
  virtual void ban(const std::string& app_key, const std::string& api, std::int64_t ms) = 0;
};

namespace detail {

// Answers CHAPI_HOST_FAILED when `body` throws: nothing may cross the boundary.
template <typename Body>
chapi_status guard(Body&& body) noexcept {
  try {
    return body();
  } catch (...) {
    return CHAPI_HOST_FAILED;
  }
}

inline bool cancelled(const chapi_call* call) {
  return call != nullptr && call->is_cancelled != nullptr && call->is_cancelled(call->ctx) != 0;
}

}  // namespace detail

// The chapi_host over a set of ports.  Must outlive every channel that is opened with it.
class Host {
 public:
  Host(std::string host_name, std::string host_version, Log& log, Clock& clock, TokenVault& vault,
       Quota* quota = nullptr)
      : name_(std::move(host_name)), version_(std::move(host_version)) {
    log_.struct_size = sizeof log_;
    log_.ctx = &log;
    log_.write = [](void* ctx, std::int32_t level, const char* json, std::size_t size) {
      try {
        static_cast<Log*>(ctx)->write(level, std::string_view(json, size));
      } catch (...) {  // a log that fails must not end the work
      }
    };
    clock_.struct_size = sizeof clock_;
    clock_.ctx = &clock;
    clock_.now_ms = [](void* ctx) noexcept { return static_cast<Clock*>(ctx)->now_ms(); };
    clock_.monotonic_ms = [](void* ctx) noexcept {
      return static_cast<Clock*>(ctx)->monotonic_ms();
    };
    clock_.sleep_ms = [](void* ctx, std::int64_t ms, const chapi_call* call) -> chapi_status {
      return detail::guard([&]() -> chapi_status {
        return static_cast<Clock*>(ctx)->sleep_ms(ms, call) ? CHAPI_OK : CHAPI_CANCELLED;
      });
    };
    vault_.struct_size = sizeof vault_;
    vault_.ctx = &vault;
    vault_.acquire = [](void* ctx, const char* key, std::int64_t ttl_ms, const chapi_call* call,
                        std::uint64_t* lease) -> chapi_status {
      return detail::guard(
          [&] { return static_cast<TokenVault*>(ctx)->acquire(key, ttl_ms, call, lease); });
    };
    vault_.renew = [](void* ctx, const char* key, std::uint64_t lease,
                      std::int64_t ttl_ms) -> chapi_status {
      return detail::guard([&]() -> chapi_status {
        return static_cast<TokenVault*>(ctx)->renew(key, lease, ttl_ms) ? CHAPI_OK : CHAPI_CONFLICT;
      });
    };
    vault_.release = [](void* ctx, const char* key, std::uint64_t lease) {
      try {
        static_cast<TokenVault*>(ctx)->release(key, lease);
      } catch (...) {  // the lease ends by itself
      }
    };
    vault_.load = [](void* ctx, const char* key, std::uint64_t* version, chapi_emit_fn emit,
                     void* emit_ctx) -> chapi_status {
      return detail::guard([&]() -> chapi_status {
        const auto document = static_cast<TokenVault*>(ctx)->load(key);
        if (!document) return CHAPI_NOT_FOUND;
        *version = document->version;
        return emit(emit_ctx, document->json.data(), document->json.size());
      });
    };
    vault_.store = [](void* ctx, const char* key, std::uint64_t version, std::uint64_t lease,
                      const char* json, std::size_t size) -> chapi_status {
      return detail::guard([&]() -> chapi_status {
        return static_cast<TokenVault*>(ctx)->store(key, version, lease,
                                                    std::string_view(json, size))
                   ? CHAPI_OK
                   : CHAPI_CONFLICT;
      });
    };
    vault_.erase = [](void* ctx, const char* key, std::uint64_t version,
                      std::uint64_t lease) -> chapi_status {
      return detail::guard([&]() -> chapi_status {
        return static_cast<TokenVault*>(ctx)->erase(key, version, lease) ? CHAPI_OK
                                                                         : CHAPI_CONFLICT;
      });
    };
    if (quota != nullptr) {
      quota_.emplace();
      quota_->struct_size = sizeof *quota_;
      quota_->ctx = quota;
      quota_->acquire = [](void* ctx, const char* app_key, const char* api, std::int32_t count,
                           const chapi_call* call, std::int64_t* banned_ms) -> chapi_status {
        return detail::guard([&] {
          return static_cast<Quota*>(ctx)->acquire(app_key, api, count, call, *banned_ms);
        });
      };
      quota_->ban = [](void* ctx, const char* app_key, const char* api, std::int64_t ms) {
        try {
          static_cast<Quota*>(ctx)->ban(app_key, api != nullptr ? api : "", ms);
        } catch (...) {  // the marketplace will say it again
        }
      };
    }
    host_.struct_size = sizeof host_;
    host_.abi_minor = CHAPI_ABI_MINOR;
    host_.name = name_.c_str();
    host_.version = version_.c_str();
    host_.ctx = this;
    host_.get_port = [](const chapi_host* host, const char* id) -> const void* {
      const auto* self = static_cast<const Host*>(host->ctx);
      if (std::strcmp(id, CHAPI_PORT_LOG) == 0) return &self->log_;
      if (std::strcmp(id, CHAPI_PORT_CLOCK) == 0) return &self->clock_;
      if (std::strcmp(id, CHAPI_PORT_TOKEN_VAULT) == 0) return &self->vault_;
      if (std::strcmp(id, CHAPI_PORT_QUOTA) == 0 && self->quota_) return &*self->quota_;
      return nullptr;
    };
  }
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  const chapi_host* raw() const { return &host_; }

 private:
  std::string name_;
  std::string version_;
  chapi_port_log log_{};
  chapi_port_clock clock_{};
  chapi_port_token_vault vault_{};
  std::optional<chapi_port_quota> quota_;
  chapi_host host_{};
};

// What one call is given.  Callbacks run on the calling thread, but is_cancelled on any.
struct CallOptions {
  std::int64_t budget_ms = 0;  // 0: none
  std::string correlation_id;
  std::function<bool()> is_cancelled;
  std::function<void(std::int64_t done, std::int64_t total, const char* note)> progress;
};

enum class Stored { kGoOn, kStop };

// An exception that one of these throws ends the call and comes out of the verb.
using OrderSink = std::function<Stored(std::string_view batch, std::string_view checkpoint)>;
struct EffectSink {
  std::function<void(std::string_view intent)> intend;
  std::function<void(std::string_view record)> record;
};
using DocumentSink = std::function<void(std::string_view bytes)>;

// One seller account in one region; closes itself.  One call at a time.
class Channel {
 public:
  Channel(const chapi_module* module, chapi_channel* channel, const chapi_ext_documents* documents)
      : module_(module), channel_(channel), documents_(documents) {}
  ~Channel() { close(); }
  Channel(Channel&& other) noexcept
      : module_(other.module_),
        channel_(std::exchange(other.channel_, nullptr)),
        documents_(other.documents_) {}
  Channel& operator=(Channel&& other) noexcept {
    if (this != &other) {
      close();
      module_ = other.module_;
      channel_ = std::exchange(other.channel_, nullptr);
      documents_ = other.documents_;
    }
    return *this;
  }

  std::string authorize(std::string_view request, const CallOptions& options = {}) {
    return run(options, [&](Run& r, chapi_error* e) {
      return module_->authorize(channel_, &r.call, request.data(), request.size(), &Run::emit, &r,
                                e);
    });
  }

  std::string pull_orders(std::string_view request, const OrderSink& sink,
                          const CallOptions& options = {}) {
    return run(options, [&](Run& r, chapi_error* e) {
      std::pair<Run*, const OrderSink*> ctx(&r, &sink);
      chapi_order_sink raw{};
      raw.struct_size = sizeof raw;
      raw.ctx = &ctx;
      raw.commit = [](void* c, const char* batch, std::size_t batch_size, const char* checkpoint,
                      std::size_t checkpoint_size) -> chapi_status {
        auto& [run_, sink_] = *static_cast<std::pair<Run*, const OrderSink*>*>(c);
        return run_->keep([&]() -> chapi_status {
          const Stored stored = (*sink_)(std::string_view(batch, batch_size),
                                         std::string_view(checkpoint, checkpoint_size));
          return stored == Stored::kStop ? CHAPI_STOP : CHAPI_OK;
        });
      };
      return module_->pull_orders(channel_, &r.call, request.data(), request.size(), &raw,
                                  &Run::emit, &r, e);
    });
  }

  std::string push_shipment(std::string_view request, const EffectSink& effects,
                            const CallOptions& options = {}) {
    return run(options, [&](Run& r, chapi_error* e) {
      std::pair<Run*, const EffectSink*> ctx(&r, &effects);
      using Ctx = std::pair<Run*, const EffectSink*>;
      chapi_effect_sink raw{};
      raw.struct_size = sizeof raw;
      raw.ctx = &ctx;
      raw.intend = [](void* c, const char* json, std::size_t size) -> chapi_status {
        auto& [run_, sink_] = *static_cast<Ctx*>(c);
        return run_->keep([&]() -> chapi_status {
          sink_->intend(std::string_view(json, size));
          return CHAPI_OK;
        });
      };
      raw.record = [](void* c, const char* json, std::size_t size) -> chapi_status {
        auto& [run_, sink_] = *static_cast<Ctx*>(c);
        return run_->keep([&]() -> chapi_status {
          sink_->record(std::string_view(json, size));
          return CHAPI_OK;
        });
      };
      return module_->push_shipment(channel_, &r.call, request.data(), request.size(), &raw,
                                    &Run::emit, &r, e);
    });
  }

  std::string map_sku(std::string_view request, const CallOptions& options = {}) {
    return run(options, [&](Run& r, chapi_error* e) {
      return module_->map_sku(channel_, &r.call, request.data(), request.size(), &Run::emit, &r, e);
    });
  }

  bool has_documents() const { return documents_ != nullptr; }

  // chapi.documents/1; throws LoadError when the adapter does not offer it.
  std::string get_document(std::string_view request, const DocumentSink& sink,
                           const CallOptions& options = {}) {
    if (documents_ == nullptr) {
      throw LoadError("This channel does not offer " CHAPI_EXT_DOCUMENTS ".");
    }
    return run(options, [&](Run& r, chapi_error* e) {
      std::pair<Run*, const DocumentSink*> ctx(&r, &sink);
      chapi_document_sink raw{};
      raw.struct_size = sizeof raw;
      raw.ctx = &ctx;
      raw.write = [](void* c, const void* bytes, std::size_t size) -> chapi_status {
        auto& [run_, sink_] = *static_cast<std::pair<Run*, const DocumentSink*>*>(c);
        return run_->keep([&]() -> chapi_status {
          (*sink_)(std::string_view(static_cast<const char*>(bytes), size));
          return CHAPI_OK;
        });
      };
      return documents_->get(channel_, &r.call, request.data(), request.size(), &raw, &Run::emit,
                             &r, e);
    });
  }

 private:
  // One call under way: options, result, and the exception of a callback.
  struct Run {
    explicit Run(const CallOptions& o) : options(o) {
      call.struct_size = sizeof call;
      call.ctx = this;
      call.budget_ms = o.budget_ms;
      call.correlation_id = o.correlation_id.c_str();
      call.is_cancelled = [](void* ctx) -> std::int32_t {
        const auto& f = static_cast<Run*>(ctx)->options.is_cancelled;
        try {
          return f && f() ? 1 : 0;
        } catch (...) {
          return 1;
        }
      };
      call.progress = [](void* ctx, std::int64_t done, std::int64_t total, const char* note) {
        const auto& f = static_cast<Run*>(ctx)->options.progress;
        try {
          if (f) f(done, total, note);
        } catch (...) {  // showing progress must not end the work
        }
      };
    }

    template <typename Body>
    chapi_status keep(Body&& body) noexcept {
      try {
        return body();
      } catch (...) {
        thrown = std::current_exception();
        return CHAPI_HOST_FAILED;
      }
    }

    static chapi_status emit(void* ctx, const char* json, std::size_t size) {
      auto* self = static_cast<Run*>(ctx);
      return self->keep([&]() -> chapi_status {
        self->result.assign(json, size);
        return CHAPI_OK;
      });
    }

    const CallOptions& options;
    chapi_call call{};
    std::string result;
    std::exception_ptr thrown;
  };

  template <typename Verb>
  std::string run(const CallOptions& options, Verb&& verb) {
    Run r(options);
    chapi_error error{};
    error.struct_size = sizeof error;
    error.retry_after_ms = -1;
    const chapi_status status = verb(r, &error);
    if (r.thrown) std::rethrow_exception(r.thrown);
    if (status != CHAPI_OK) {
      error.status = status;
      throw Failure(error);
    }
    return std::move(r.result);
  }

  void close() {
    if (channel_ != nullptr) module_->close(channel_);
    channel_ = nullptr;
  }

  const chapi_module* module_;
  chapi_channel* channel_;
  const chapi_ext_documents* documents_;
};

// A loaded module.  Check its manifest first: loading runs the library's constructors.  The
// library stays loaded until the process ends.
class Library {
 public:
  // Throws LoadError with the path and the cause.
  static Library load(const std::filesystem::path& path) {
    // Not lazy: a missing symbol must fail here and not kill the process later.
    boost::dll::shared_library* library = nullptr;
    try {
      library = new boost::dll::shared_library(
          path, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
    } catch (const std::exception& e) {  // its text names the symbol that is missing
      throw LoadError("The library " + path.string() + " cannot be loaded: " + e.what() + ".");
    }
    keep(library);
    if (!library->has(CHAPI_ENTRY_SYMBOL)) {
      throw LoadError("The library " + path.string() +
                      " is not a channel module: it has no symbol " + CHAPI_ENTRY_SYMBOL + ".");
    }
    const auto entry =
        library->get<const chapi_module*(std::uint32_t)>(CHAPI_ENTRY_SYMBOL)(CHAPI_ABI_MINOR);
    if (entry == nullptr) {
      throw LoadError("The module " + path.string() + " needs a newer host than ABI 1." +
                      std::to_string(CHAPI_ABI_MINOR) + ".");
    }
    // get_extension is the last member of 1.0.
    if (!CHAPI_HAS(entry, chapi_module, get_extension)) {
      throw LoadError("The module " + path.string() + " has an incomplete table.");
    }
    return Library(entry);
  }

  const chapi_module* raw() const { return module_; }

  std::vector<std::string> adapters() const {
    std::vector<std::string> ids;
    const std::uint32_t n = module_->adapter_count();
    for (std::uint32_t i = 0; i < n; ++i) {
      if (const char* id = module_->adapter_id(i)) ids.emplace_back(id);
    }
    return ids;
  }

  // chapi.adapter-description/1.
  std::string describe(const std::string& adapter_id) const {
    std::string text;
    chapi_error error{};
    error.struct_size = sizeof error;
    error.retry_after_ms = -1;
    const chapi_status status = module_->describe(
        adapter_id.c_str(),
        [](void* ctx, const char* json, std::size_t size) -> chapi_status {
          return detail::guard([&]() -> chapi_status {
            static_cast<std::string*>(ctx)->assign(json, size);
            return CHAPI_OK;
          });
        },
        &text, &error);
    if (status != CHAPI_OK) {
      error.status = status;
      throw Failure(error);
    }
    return text;
  }

  Channel open(const Host& host, const std::string& adapter_id, std::string_view config) const {
    chapi_channel* channel = nullptr;
    chapi_error error{};
    error.struct_size = sizeof error;
    error.retry_after_ms = -1;
    const chapi_status status = module_->open(host.raw(), adapter_id.c_str(), config.data(),
                                              config.size(), &channel, &error);
    if (status != CHAPI_OK || channel == nullptr) {
      error.status = status;
      throw Failure(error);
    }
    return Channel(module_, channel,
                   static_cast<const chapi_ext_documents*>(
                       module_->get_extension(adapter_id.c_str(), CHAPI_EXT_DOCUMENTS)));
  }

 private:
  explicit Library(const chapi_module* module) : module_(module) {}

  // A module is never unloaded, therefore its handle is never destroyed.
  static void keep(const boost::dll::shared_library* library) {
    static std::mutex mutex;
    static auto& kept = *new std::vector<const boost::dll::shared_library*>;
    const std::lock_guard lock(mutex);
    kept.push_back(library);
  }

  const chapi_module* module_;
};

}  // namespace chapi::host

#endif  // CHAPI_HOST_HPP_
