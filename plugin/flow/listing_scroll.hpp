// Walks /products/get from the first product to the last.
//
// Lazada's offset stops at 10 000 and its order is not documented, so a larger catalogue is cut
// into windows of creation time, which never changes.  Neighbouring windows share their border
// second, and a list that has become shorter is stepped back by as much: a product may come twice,
// none is skipped.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/open_platform/client.hpp"

namespace lazada::flow {

// Where the walk stands; the cursor that the host gives back.
struct ListingScroll {
  static constexpr std::int64_t kLastOffset = 10'000;
  static constexpr int kPageLimit = 50;

  std::optional<std::int64_t> updated_since;  // Unix seconds
  std::int64_t offset = 0;
  std::int64_t seen_total = -1;  // of this window on the last page; -1: not known
  std::int64_t total = -1;       // of the whole list, for the host
  int listings_per_product = 1;  // lately, so that a page is not fetched for a tenth of it

  // The window of creation time, Unix seconds; no window while `until` is 0.
  std::int64_t from = 0;
  std::int64_t until = 0;
  std::int64_t horizon = 0;  // the last window is open towards the future from here on

  bool windowed() const { return until != 0; }
};

// Throws Error (invalid_argument, cursor_invalid).
ListingScroll read_cursor(std::string_view cursor);
std::string write_cursor(const ListingScroll& scroll);

// The parameters of the next page; dates in the region's time.
std::vector<open_platform::Parameter> page_parameters(const ListingScroll& scroll, int limit,
                                                      int utc_offset_minutes);

// Looks at the count that a page came with, before its products are taken.  False: the page must be
// thrown away and the next one fetched, because the walk has moved (window narrowed, stepped back).
// Throws Error (bad_response, listings_too_dense) when a single second holds more than Lazada can
// list.
bool accept_page(ListingScroll& scroll, std::int64_t page_total, std::int64_t now_seconds);

// Goes on behind `taken` products.  `short_page`: fewer came than were asked for, and all of them
// were taken.  False when that was the last page.
bool advance(ListingScroll& scroll, std::int64_t taken, bool short_page);

}  // namespace lazada::flow
