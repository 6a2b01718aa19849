#include "tasks/task_work.hpp"

#include <nlohmann/json.hpp>

#include "mapping/product_download.hpp"
#include "orders/order_pull.hpp"
#include "stores/store_service.hpp"

namespace channel_host {
namespace {

using nlohmann::ordered_json;

std::string text(const ordered_json& document) {
  return document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void tell(const ProductReport& done, ordered_json& report) {
  report = {{"products", done.products}, {"listings", done.listings}, {"added", done.added},
            {"gone", done.gone},         {"rejected", done.rejected}, {"resumed", done.resumed},
            {"complete", done.complete}};
}

void tell(const PullReport& done, ordered_json& report) {
  report = {{"added", done.added},
            {"changed", done.changed},
            {"unchanged", done.unchanged},
            {"rejected", done.rejected},
            {"unmapped_items", done.unmapped_items},
            {"complete", done.complete}};
  if (done.calls) report["calls"] = *done.calls;
}

// What was stored before a failure stays, and is told.
template <typename Report, typename Download>
bool download(ordered_json& shown, Download&& work) {
  Report report;
  try {
    work(report);
  } catch (...) {
    tell(report, shown);
    throw;
  }
  tell(report, shown);
  return report.complete;
}

void renew_token(Installation& worker, const Store& store, ordered_json& report) {
  const nlohmann::json result = refresh_store(worker, store.id);
  const nlohmann::json grant = result.value("grant", nlohmann::json::object());
  for (const char* end : {"access_expires_at", "refresh_expires_at"}) {
    if (grant.contains(end)) report[end] = grant[end];
  }
}

RunEnd end_of(const chapi_error& error) {
  switch (error.status) {
    case CHAPI_CANCELLED:
      return RunEnd::kCancelled;
    case CHAPI_UNAUTHENTICATED:
      return RunEnd::kNeedsPerson;
    default:
      return RunEnd::kFailed;
  }
}

ordered_json error_of(const chapi_error& error) {
  return {{"message", error.message},       {"status", error.status},
          {"reason", error.reason},         {"platform_code", error.platform_code},
          {"request_id", error.request_id}, {"call", error.call}};
}

}  // namespace

TaskOutcome do_task(Installation& worker, const Store& store, const Task& task,
                    const Progress& progress) {
  TaskOutcome outcome;
  ordered_json report = ordered_json::object();
  const auto failed = [&](RunEnd end, const ordered_json& error) {
    outcome.end = end;
    outcome.error = text(error);
  };
  // The first download is a whole one, whatever the window.
  std::optional<std::int64_t> changed_since = task.since_ms;
  if (!changed_since && task.days > 0 && task.last_done_at_ms) {
    changed_since = worker.now_ms() - task.days * 86'400'000;
  }
  bool complete = true;
  try {
    switch (task.kind) {
      case TaskKind::kProducts:
        complete = download<ProductReport>(report, [&](ProductReport& done) {
          download_products(worker, worker.database(), store, progress, done, changed_since);
          if (done.rejected > 0) {
            outcome.error = text({{"message", unread_listings(done.rejected)},
                                  {"exit_code", static_cast<int>(Exit::kPartial)}});
          }
        });
        break;
      case TaskKind::kOrders:
        complete = download<PullReport>(report, [&](PullReport& done) {
          PullOptions options;
          options.first_days = static_cast<int>(task.days);
          options.since_ms = task.since_ms;
          pull_orders(worker, worker.database(), store, options, progress, done);
        });
        break;
      case TaskKind::kToken:
        renew_token(worker, store, report);
        break;
    }
    if (!complete) outcome.end = RunEnd::kCancelled;
  } catch (const chapi::host::Failure& failure) {
    failed(end_of(failure.error), error_of(failure.error));
    outcome.retry_after_ms = failure.error.retry_after_ms;
  } catch (const Failure& failure) {
    failed(failure.code == Exit::kBusy ? RunEnd::kBusy : RunEnd::kFailed,
           {{"message", failure.what()}, {"exit_code", static_cast<int>(failure.code)}});
  } catch (const std::exception& failure) {
    failed(RunEnd::kFailed,
           {{"message", std::string("A defect of channel-host: ") + failure.what()},
            {"exit_code", static_cast<int>(Exit::kDefect)}});
  }
  outcome.report = text(report);
  return outcome;
}

}  // namespace channel_host
