#include "plugin/flow/listing_scroll.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "plugin/flow/time_text.hpp"

namespace lazada::flow {
namespace {

using nlohmann::json;
using open_platform::Error;

constexpr std::int64_t kBeginning = 1'325'376'000;  // 2012-01-01, before Lazada's first product

[[noreturn]] void refuse_cursor() {
  throw Error(
      CHAPI_INVALID_ARGUMENT, "cursor_invalid",
      "The member \"cursor\" is not one that this module returned; start again without it.");
}

std::int64_t number(const json& cursor, const char* name, std::int64_t least) {
  const auto found = cursor.find(name);
  if (found == cursor.end() || !found->is_number_integer()) refuse_cursor();
  const auto value = found->get<std::int64_t>();
  if (value < least || value > 253'402'300'799) refuse_cursor();
  return value;
}

// "2018-01-01T00:00:00+0800": products are asked for with an offset without a colon.
std::string product_time(std::int64_t unix_seconds, int utc_offset_minutes) {
  std::string text = time_text(unix_seconds, utc_offset_minutes);
  text.erase(text.size() - 3, 1);
  return text;
}

// Starts the window anew, half as wide.
void narrow(ListingScroll& scroll) {
  const std::int64_t half = (scroll.until - scroll.from) / 2;
  if (half < 1) {
    throw Error(CHAPI_BAD_RESPONSE, "listings_too_dense",
                "More products were created within one second than Lazada lists (10000); list "
                "with \"updated_since\" instead.");
  }
  scroll.until = scroll.from + half;
  scroll.offset = 0;
  scroll.seen_total = -1;
}

}  // namespace

ListingScroll read_cursor(std::string_view text) {
  const json cursor = json::parse(text, nullptr, false);
  if (!cursor.is_object() || cursor.value("v", json()) != 1) refuse_cursor();
  ListingScroll scroll;
  if (cursor.contains("since")) scroll.updated_since = number(cursor, "since", 0);
  scroll.offset = number(cursor, "offset", 0);
  scroll.seen_total = number(cursor, "seen", -1);
  scroll.total = number(cursor, "total", -1);
  scroll.listings_per_product =
      static_cast<int>(std::min<std::int64_t>(number(cursor, "skus", 1), 1000));
  scroll.from = number(cursor, "from", 0);
  scroll.until = number(cursor, "until", 0);
  scroll.horizon = number(cursor, "horizon", 0);
  if (scroll.windowed() && (scroll.from >= scroll.until || scroll.until > scroll.horizon)) {
    refuse_cursor();
  }
  return scroll;
}

std::string write_cursor(const ListingScroll& scroll) {
  json cursor{{"v", 1},
              {"offset", scroll.offset},
              {"seen", scroll.seen_total},
              {"total", scroll.total},
              {"skus", scroll.listings_per_product},
              {"from", scroll.from},
              {"until", scroll.until},
              {"horizon", scroll.horizon}};
  if (scroll.updated_since) cursor["since"] = *scroll.updated_since;
  return cursor.dump();
}

std::vector<open_platform::Parameter> page_parameters(const ListingScroll& scroll, int limit,
                                                      int utc_offset_minutes) {
  std::vector<open_platform::Parameter> parameters{{"filter", "all"},
                                                   {"options", "1"},
                                                   {"limit", std::to_string(limit)},
                                                   {"offset", std::to_string(scroll.offset)}};
  const auto add_time = [&](const char* name, std::int64_t seconds) {
    parameters.push_back({name, product_time(seconds, utc_offset_minutes)});
  };
  if (scroll.updated_since) add_time("update_after", *scroll.updated_since);
  if (scroll.windowed()) {
    if (scroll.from > kBeginning) add_time("create_after", scroll.from);
    if (scroll.until < scroll.horizon) add_time("create_before", scroll.until);
  }
  return parameters;
}

bool accept_page(ListingScroll& scroll, std::int64_t page_total, std::int64_t now_seconds) {
  if (!scroll.windowed() && scroll.offset == 0) scroll.total = page_total;
  if (page_total > ListingScroll::kLastOffset || scroll.offset >= ListingScroll::kLastOffset) {
    if (!scroll.windowed()) {
      scroll.from = kBeginning;
      scroll.until = scroll.horizon = std::max(now_seconds, kBeginning + 2);
    }
    narrow(scroll);
    return false;
  }
  const std::int64_t gone = scroll.seen_total - page_total;
  if (page_total >= 0 && scroll.seen_total >= 0 && gone > 0 && scroll.offset > 0) {
    scroll.offset = std::max<std::int64_t>(0, scroll.offset - gone);
    scroll.seen_total = page_total;
    return false;
  }
  scroll.seen_total = page_total;
  return true;
}

bool advance(ListingScroll& scroll, std::int64_t taken, bool short_page) {
  scroll.offset += taken;
  if (!short_page) return true;
  if (!scroll.windowed() || scroll.until >= scroll.horizon) return false;
  const std::int64_t width = scroll.until - scroll.from;
  scroll.from = scroll.until;
  scroll.until = std::min(scroll.horizon, scroll.from + 2 * width);
  scroll.offset = 0;
  scroll.seen_total = -1;
  return true;
}

}  // namespace lazada::flow
