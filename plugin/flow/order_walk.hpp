// Walks /orders/get through a window of update time without losing a row that moves meanwhile.
#pragma once

#include <chapi/module.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plugin/flow/checkpoint.hpp"
#include "plugin/mapping/order_slices.hpp"

namespace lazada::flow {

// Lazada: at most 100 rows a page, and no offset above 5000.
inline constexpr std::size_t kPageRows = 100;
inline constexpr int kLastOffset = 5000;

// One request of /orders/get, sorted by updated_at ascending, kPageRows rows.  Bounds are Unix
// seconds and inclusive.
struct ListQuery {
  std::int64_t update_after = 0;
  std::optional<std::int64_t> update_before;
  std::optional<std::int64_t> created_after;
  std::optional<std::int64_t> created_before;
  int offset = 0;
};

struct ListAnswer {
  std::shared_ptr<const std::string> body;  // the page's rows point into it
  mapping::OrderPage page;
  std::int64_t server_time_ms = 0;  // 0: not told
};

struct WalkSettings {
  std::optional<Checkpoint> checkpoint;
  std::int64_t since = 0;                  // used without a checkpoint
  std::optional<std::int64_t> go_back_to;  // begins here when that is earlier than the checkpoint
  std::optional<std::int64_t> until;       // Lazada's now minus the lag when absent
  std::int64_t lag = 0;                    // how long Lazada may take to show a change
  std::int64_t overlap = 0;                // how far before its predecessor's end a window begins
};

// Rows that were not delivered before, in the order of their update.
struct WalkedPage {
  std::shared_ptr<const std::string> body;
  std::vector<mapping::OrderSlice> orders;  // empty only where a window ends
  Checkpoint checkpoint;                    // to be stored together with these rows
  std::int64_t expected = -1;               // rows of the whole walk as Lazada counts; -1 unknown
  std::int64_t window_start = 0;
  std::int64_t window_end = 0;
  bool last = false;
};

// Delivers every row whose stamp lies in the window and that Lazada shows.  A row that is updated
// meanwhile may leave the window; it belongs to the next one, as every row newer than the end
// does.  `list` and `deliver` are called on the caller's thread, strictly in turn; what they throw
// ends the walk.  Throws Error (bad_response) with reason page_not_sorted, stamps_unreadable,
// second_too_full or server_time_missing instead of passing over rows.
void walk_orders(const WalkSettings& settings, const chapi::module::Log& log,
                 const std::function<ListAnswer(const ListQuery&)>& list,
                 const std::function<void(WalkedPage)>& deliver);

}  // namespace lazada::flow
