// Amounts as Lazada writes them: text or number, "1,152.00", 0, 0.00, 14.40.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lazada::mapping {

// Hundredths of the currency's unit, in every region: a region whose prices are whole still prints
// decimals on the wire.
using Hundredths = std::int64_t;

// Dot as decimal point, commas only between groups of three digits, at most two decimals and
// fifteen digits before the point.  Nothing when the text is anything else.
std::optional<Hundredths> parse_money(std::string_view text);

// Writes decimal text with `decimals` places (0 or 2); with two when the fraction would be lost.
// At most kMoneyRoom bytes; returns their end.
inline constexpr std::size_t kMoneyRoom = 24;
char* write_money(char* to, Hundredths amount, int decimals);
std::string money_text(Hundredths amount, int decimals);

}  // namespace lazada::mapping
