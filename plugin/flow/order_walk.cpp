#include "plugin/flow/order_walk.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "plugin/flow/time_text.hpp"

namespace lazada::flow {
namespace {

using chapi::module::Error;
using mapping::OrderSlice;

// Lazada was founded in 2012: no order was created before 2012-01-01T00:00:00Z.
constexpr std::int64_t kNoOrderBefore = 1'325'376'000;

Error unusable_page(const char* reason, const std::string& message) {
  Error error(CHAPI_BAD_RESPONSE, reason, message);
  error.retryable = true;
  error.call = "/orders/get";
  return error;
}

// Of a page that was asked for without an offset.
bool contradicts_itself(const mapping::OrderPage& page) {
  return page.orders.empty() && page.count_total > 0;
}

std::string utc(std::int64_t seconds) { return time_text(seconds, 0); }

// The stamps of a page that count for the walk.
struct Stamps {
  std::int64_t first = 0;  // 0: there is none
  std::int64_t last = 0;
};

// Orders of one second that were created in [from, to].
struct CreatedRange {
  std::int64_t from;
  std::int64_t to;
};

class Walk {
 public:
  Walk(const WalkSettings& settings, const chapi::module::Log& log,
       const std::function<ListAnswer(const ListQuery&)>& list,
       const std::function<void(WalkedPage)>& deliver)
      : settings_(settings), log_(log), list_(list), deliver_(deliver) {}

  void run();

 private:
  struct AskedPage {
    ListAnswer answer;
    bool bounded;  // the request named the window's end, or an earlier second
  };

  void window(std::int64_t start, std::int64_t end, std::optional<AskedPage> first);
  void drain(std::int64_t second);
  bool fits(const ListQuery& part);
  std::optional<int> read_upwards(const ListQuery& part);
  bool read_downwards(const ListQuery& part, int offset);

  Stamps check(const ListAnswer& answer) const;
  bool take(ListAnswer answer, std::int64_t stand, bool window_done = false);
  void send(WalkedPage page);

  const WalkSettings& settings_;
  const chapi::module::Log& log_;
  const std::function<ListAnswer(const ListQuery&)>& list_;
  const std::function<void(WalkedPage)>& deliver_;

  std::int64_t start_ = 0;      // of the whole walk
  std::int64_t final_end_ = 0;  // of the whole walk
  std::int64_t end_ = 0;        // of the present window
  std::int64_t after_ = 0;      // every row of the window before this second is delivered
  std::int64_t newest_ = 0;
  std::int64_t expected_ = 0;
  std::unordered_set<std::string> seen_;  // what is delivered of the second `after_`
};

void Walk::run() {
  // The end of an unfinished window stays as it was, so that a pull that is stopped again and
  // again still comes to it.
  std::optional<std::int64_t> known_end = settings_.until;
  start_ = newest_ = settings_.since;
  if (const auto& checkpoint = settings_.checkpoint) {
    newest_ = checkpoint->newest;
    start_ = checkpoint->end - settings_.overlap;
    if (checkpoint->at < checkpoint->end) {
      start_ = checkpoint->at;
      known_end = std::min(checkpoint->end, settings_.until.value_or(checkpoint->end));
    }
    start_ = std::min(start_, settings_.go_back_to.value_or(start_));
    if (settings_.until && *settings_.until < start_) {
      final_end_ = start_;
      WalkedPage nothing;
      nothing.checkpoint = *checkpoint;
      nothing.last = true;
      return send(std::move(nothing));
    }
  }

  ListQuery query;
  query.update_after = start_;
  query.update_before = known_end;
  std::optional<AskedPage> first(AskedPage{list_(query), false});
  if (first->answer.server_time_ms <= 0) {
    throw unusable_page("server_time_missing",
                        "Lazada's answer carries no Date, so the end of the window is not known; a "
                        "proxy on the way may have removed it.");
  }
  const std::int64_t visible = first->answer.server_time_ms / 1000 - settings_.lag;
  final_end_ = std::min(settings_.until.value_or(visible), visible);

  if (start_ > visible) {
    // A clock jumped.  Only what lies before the newest stored row is known to be complete.
    newest_ = std::min(newest_, visible);
    const nlohmann::json event{{"event", "pull.start_in_future"},
                               {"start", utc(start_)},
                               {"marketplace_time", utc(visible)},
                               {"goes_on_from", utc(newest_ - settings_.overlap)}};
    log_.write(CHAPI_LOG_WARNING, event.dump());
    start_ = newest_ - settings_.overlap;
    known_end.reset();
    first.reset();
  }
  const std::int64_t first_end = std::min(known_end.value_or(final_end_), final_end_);
  if (first) first->bounded = known_end && *known_end <= first_end;
  window(start_, first_end, std::move(first));
  if (first_end < final_end_) window(first_end - settings_.overlap, final_end_, std::nullopt);
}

// Delivers the rows stamped in [start, end].
void Walk::window(std::int64_t start, std::int64_t end, std::optional<AskedPage> first) {
  end_ = end;
  after_ = start;
  seen_.clear();
  const auto ask = [this] {
    ListQuery query;
    query.update_after = after_;
    query.update_before = end_;
    return AskedPage{list_(query), true};
  };
  const auto usable = [&ask](AskedPage asked) {
    if (!contradicts_itself(asked.answer.page)) return asked;
    asked = ask();
    if (!contradicts_itself(asked.answer.page)) return asked;
    throw unusable_page("page_contradicts_itself",
                        "/orders/get says that " + std::to_string(asked.answer.page.count_total) +
                            " orders match and lists none; the pull stops rather than to pass "
                            "over them.");
  };
  AskedPage page = usable(first ? std::move(*first) : ask());
  const std::int64_t count = page.answer.page.count_total;
  expected_ = count < 0 || expected_ < 0 ? -1 : expected_ + count;
  for (;;) {
    const Stamps stamps = check(page.answer);
    if (page.answer.page.orders.size() < kPageRows) {
      take(std::move(page.answer), std::max(after_, stamps.last), true);
      return;
    }
    if (stamps.last == 0) {
      if (page.bounded) {
        throw unusable_page("stamps_unreadable",
                            "No order of a page of /orders/get behind " + utc(after_) +
                                " has a readable updated_at, so the pull cannot go on.");
      }
      // All rows are newer than the end, which was not yet known when they were asked for.
    } else {
      take(std::move(page.answer), stamps.last);
      if (stamps.first == stamps.last) {
        drain(after_);
        if (after_ == end_) {
          take({}, after_, true);
          return;
        }
        ++after_;
        seen_.clear();
      }
    }
    page = usable(ask());
  }
}

// Delivers all rows of one second.  Offsets shift when a row leaves the second: read downwards
// from its end, a row that shifts is met twice and never missed, while only the pass upwards finds
// the end.  Both are repeated until a whole pass brings nothing new, should rows have come as well.
void Walk::drain(std::int64_t second) {
  std::vector<CreatedRange> ranges{{kNoOrderBefore, second}};
  bool whole = true;
  while (!ranges.empty()) {
    const CreatedRange range = ranges.back();
    ranges.pop_back();
    ListQuery part;
    part.update_after = second;
    part.update_before = second;
    // The outer bounds stay open: the parts together miss no order, whenever it was created.
    if (range.from != kNoOrderBefore) part.created_after = range.from;
    if (range.to != second) part.created_before = range.to;

    bool complete = false;
    if (whole || fits(part)) {
      std::optional<int> top;
      while (!complete && (top = read_upwards(part))) complete = !read_downwards(part, *top);
    }
    whole = false;
    if (complete) continue;
    if (range.from >= range.to) {
      Error error = unusable_page(
          "second_too_full", "More orders than Lazada can list were updated at " + utc(second) +
                                 " and created at " + utc(range.from) +
                                 "; the pull stops here rather than to pass over some of them.");
      error.retryable = false;
      throw error;
    }
    const std::int64_t middle = range.from + (range.to - range.from) / 2;
    ranges.push_back({middle + 1, range.to});
    ranges.push_back({range.from, middle});
  }
}

// Whether offsets reach all rows of the part.
bool Walk::fits(const ListQuery& part) {
  ListQuery query = part;
  query.offset = kLastOffset;
  return list_(query).page.orders.size() < kPageRows;
}

// The offset of the short page that ends the part; nothing when no offset reaches it.
std::optional<int> Walk::read_upwards(const ListQuery& part) {
  ListQuery query = part;
  for (query.offset = 0; query.offset <= kLastOffset; query.offset += int{kPageRows}) {
    ListAnswer answer = list_(query);
    const bool full = answer.page.orders.size() >= kPageRows;
    check(answer);
    take(std::move(answer), after_);
    if (!full) return query.offset;
  }
  return std::nullopt;
}

// True when something was new.
bool Walk::read_downwards(const ListQuery& part, int offset) {
  ListQuery query = part;
  bool fresh = false;
  for (query.offset = offset; query.offset >= 0; query.offset -= int{kPageRows}) {
    ListAnswer answer = list_(query);
    check(answer);
    fresh |= take(std::move(answer), after_);
  }
  return fresh;
}

// First and last stamp inside the window.
Stamps Walk::check(const ListAnswer& answer) const {
  Stamps stamps;
  std::int64_t previous = after_;
  for (const OrderSlice& order : answer.page.orders) {
    if (order.updated_at == 0 || order.updated_at > end_) continue;
    if (order.updated_at < previous) {
      throw unusable_page("page_not_sorted",
                          "/orders/get answered an order updated at " + utc(order.updated_at) +
                              " behind " + utc(previous) +
                              "; the pull stops rather than to miss orders. Repeat it, and report "
                              "it to Lazada when it persists.");
    }
    previous = order.updated_at;
    if (stamps.first == 0) stamps.first = previous;
    stamps.last = previous;
  }
  return stamps;
}

// Delivers what is new of a page that was read up to the second `stand`; true when something was.
bool Walk::take(ListAnswer answer, std::int64_t stand, bool window_done) {
  WalkedPage page;
  std::unordered_set<std::string> in_page, at_stand;
  // From the end: of an order that stands twice in a page, the newer row counts.
  const auto& rows = answer.page.orders;
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    if (row->updated_at > end_) continue;  // belongs to the next window
    const std::string key = row->order_id.empty() ? std::string(row->text) : row->order_id;
    if (!in_page.insert(key).second) continue;
    const bool seen = (row->updated_at == after_ || row->updated_at == 0) && seen_.contains(key);
    if (row->updated_at == stand || row->updated_at == 0) at_stand.insert(key);
    if (seen) continue;
    newest_ = std::max(newest_, row->updated_at);
    page.orders.push_back(*row);
  }
  std::reverse(page.orders.begin(), page.orders.end());
  if (stand > after_) seen_.clear();
  seen_.merge(at_stand);
  after_ = stand;

  const bool fresh = !page.orders.empty();
  if (fresh || window_done) {
    page.body = std::move(answer.body);
    page.checkpoint = {window_done ? end_ : after_, end_, newest_};
    page.last = window_done && end_ == final_end_;
    send(std::move(page));
  }
  return fresh;
}

void Walk::send(WalkedPage page) {
  page.expected = expected_;
  page.window_start = start_;
  page.window_end = final_end_;
  deliver_(std::move(page));
}

}  // namespace

void walk_orders(const WalkSettings& settings, const chapi::module::Log& log,
                 const std::function<ListAnswer(const ListQuery&)>& list,
                 const std::function<void(WalkedPage)>& deliver) {
  Walk(settings, log, list, deliver).run();
}

}  // namespace lazada::flow
