// The way from a store to its module: one open channel, and the options of its calls.
#ifndef SAMPLE_HOST_CHANNELS_STORE_CHANNEL_HPP_
#define SAMPLE_HOST_CHANNELS_STORE_CHANNEL_HPP_

#include <functional>
#include <nlohmann/json_fwd.hpp>

#include "chapi/host.hpp"
#include "installation.hpp"
#include "stores/store.hpp"

namespace channel_host {

// (done, total or -1, phase).  Called on the thread of the call.
using Progress = std::function<void(std::int64_t, std::int64_t, const char*)>;

// Opens a channel of the store's adapter; `database` belongs to the calling thread.  No network.
// Throws Failure or chapi::host::Failure.                                       [any thread]
chapi::host::Channel open_channel(Installation& installation, db::Database& database,
                                  const Store& store);

// Ends when the user stops the program.
chapi::host::CallOptions call_options(Installation& installation, const Store& store,
                                      Progress progress = nullptr);

// A result of a module must be a JSON object of the schema that was asked for.
// Throws chapi::host::Failure (CHAPI_INTERNAL) otherwise.
nlohmann::json parse_result(const std::string& text, const char* schema);

// The failure that a result which breaks the contract stands for.
[[noreturn]] void throw_broken_contract(const std::string& message);

}  // namespace channel_host

#endif  // SAMPLE_HOST_CHANNELS_STORE_CHANNEL_HPP_
