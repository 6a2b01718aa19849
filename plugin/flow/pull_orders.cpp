#include "plugin/flow/pull_orders.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "plugin/flow/checkpoint.hpp"
#include "plugin/flow/order_fetch.hpp"
#include "plugin/flow/order_walk.hpp"
#include "plugin/flow/time_text.hpp"

namespace lazada::flow {
namespace {

using chapi::module::Call;
using chapi::module::Error;
using nlohmann::json;

[[noreturn]] void refuse(const std::string& message) {
  throw Error(CHAPI_INVALID_ARGUMENT, "request_invalid", message);
}

std::optional<std::string> text_member(const json& request, const char* name) {
  const auto found = request.find(name);
  if (found == request.end()) return std::nullopt;
  if (!found->is_string()) refuse(std::string("The member \"") + name + "\" must be text.");
  return found->get<std::string>();
}

WalkSettings read_request(std::string_view text, const Config& config) {
  const json request = json::parse(text, nullptr, false);
  if (!request.is_object() || text_member(request, "schema") != "chapi.pull-request/1") {
    refuse("The request is not a chapi.pull-request/1 document.");
  }
  WalkSettings settings;
  settings.lag = config.lag_seconds;
  settings.overlap = config.overlap_seconds;
  if (const auto checkpoint = text_member(request, "checkpoint")) {
    settings.checkpoint = read_checkpoint(*checkpoint);
  }
  const auto since = text_member(request, "since");
  if (!since && !settings.checkpoint) {
    refuse("A pull needs \"since\" when it has no \"checkpoint\" to go on from.");
  }
  if (since) settings.since = parse_time(*since, "since");
  if (const auto back = text_member(request, "go_back_to")) {
    settings.go_back_to = parse_time(*back, "go_back_to");
  }
  if (const auto until = text_member(request, "until")) {
    settings.until = parse_time(*until, "until");
    if (!settings.checkpoint && *settings.until < settings.since) {
      refuse("\"until\" lies before \"since\".");
    }
  }
  return settings;
}

using Parts = std::vector<std::shared_ptr<const OrderDocuments>>;

void append_lists(std::string& to, const Parts& parts, mapping::JsonText OrderDocuments::*list) {
  bool first = true;
  for (const auto& part : parts) {
    const std::string_view text = ((*part).*list).view();
    if (text.empty()) continue;
    if (!first) to += ',';
    to += text;
    first = false;
  }
}

void write_batch(std::string& batch, const Parts& parts) {
  batch = R"({"schema":"chapi.order-batch/1","orders":[)";
  append_lists(batch, parts, &OrderDocuments::orders);
  batch += R"(],"rejected":[)";
  append_lists(batch, parts, &OrderDocuments::rejected);
  batch += "]}";
}

// What was stored, counted.
struct Stored {
  std::int64_t orders = 0;
  std::int64_t rejected = 0;
  std::int64_t batches = 0;
};

}  // namespace

std::string pull_orders(open_platform::Client& client, const adapters::RegionAdapter& adapter,
                        const Config& config, const chapi::module::Log& log, const Call& call,
                        std::string_view request, const chapi::module::OrderSink& sink) {
  const WalkSettings settings = read_request(request, config);
  const std::int64_t calls_before = client.calls();
  Stored stored;
  std::string batch;  // its memory serves all batches
  std::int64_t window_start = 0, window_end = 0;
  bool complete = false;
  try {
    OrderFetch fetch(client, adapter, config, settings, log, call);
    for (bool wanted = true; wanted && !complete;) {
      const FetchedBatch fetched = fetch.next();
      call.check();
      const Checkpoint& checkpoint = fetched.page.checkpoint;
      write_batch(batch, fetched.parts);
      wanted = sink.commit(batch, write_checkpoint(checkpoint));
      // To a host that stops here, the window of the checkpoint is the one that counts.
      complete = fetched.page.last || (!wanted && checkpoint.at == checkpoint.end);
      window_start = fetched.page.window_start;
      window_end = complete ? checkpoint.end : fetched.page.window_end;
      for (const auto& part : fetched.parts) {
        stored.orders += part->order_count;
        stored.rejected += part->rejected_count;
      }
      ++stored.batches;
      const std::int64_t done = stored.orders + stored.rejected;
      const std::int64_t expected = fetched.page.expected;
      call.progress(done, expected < 0 ? -1 : std::max(done, expected), "orders");
    }
  } catch (Error& error) {
    error.message += " " + std::to_string(stored.orders + stored.rejected) +
                     " orders of this pull were stored before; the next one goes on from there.";
    throw;
  }
  return json{{"schema", "chapi.pull-result/1"},
              {"orders", stored.orders},
              {"rejected", stored.rejected},
              {"batches", stored.batches},
              {"calls", client.calls() - calls_before},
              {"complete", complete},
              {"window_start", time_text(window_start, adapter.utc_offset_minutes)},
              {"window_end", time_text(window_end, adapter.utc_offset_minutes)}}
      .dump();
}

}  // namespace lazada::flow
