#include "mapping/stamp.hpp"

#include <charconv>
#include <chrono>

namespace lazada::mapping {
namespace {

// Reads `count` digits at `at`; -1 when one of them is none.
int number(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

// "Z", "+0800" or "+08:00" to minutes.
std::optional<int> parse_offset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 5 && text.size() != 6) return std::nullopt;
  if (text[0] != '+' && text[0] != '-') return std::nullopt;
  if (text.size() == 6 && text[3] != ':') return std::nullopt;
  const int hours = number(text, 1, 2);
  const int minutes = number(text, text.size() - 2, 2);
  if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59) return std::nullopt;
  return (text[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

void append_digits(char*& at, int value, int count) {
  for (int i = count - 1; i >= 0; --i) {
    at[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  at += count;
}

}  // namespace

std::optional<Stamp> parse_stamp(std::string_view text) {
  constexpr std::size_t kOffsetAt = 19;  // behind "2018-05-17 09:23:36"
  if (text.size() <= kOffsetAt) return std::nullopt;
  const int year = number(text, 0, 4);
  const int month = number(text, 5, 2);
  const int day = number(text, 8, 2);
  const int hour = number(text, 11, 2);
  const int minute = number(text, 14, 2);
  const int second = number(text, 17, 2);
  if (year < 1970 || month < 0 || day < 0 || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
      second < 0 || second > 59 || text[4] != '-' || text[7] != '-' ||
      (text[10] != ' ' && text[10] != 'T') || text[13] != ':' || text[16] != ':') {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;

  std::string_view rest = text.substr(kOffsetAt);
  if (rest.front() == '.') {
    const std::size_t end = rest.find_first_not_of("0123456789", 1);
    if (end == 1 || end == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(end);
  }
  if (rest.front() == ' ') rest.remove_prefix(1);
  const std::optional<int> offset = parse_offset(rest);
  if (!offset) return std::nullopt;

  const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
  return Stamp{days * 86'400 + hour * 3'600 + minute * 60 + second - *offset * 60, *offset};
}

std::optional<Stamp> parse_epoch_ms(std::string_view digits, int offset_minutes) {
  constexpr std::int64_t kLast = 253'370'764'800'000;  // the year 9999
  std::int64_t ms = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), ms);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  if (ms < 0 || ms > kLast) return std::nullopt;
  return Stamp{ms / 1000, offset_minutes};
}

char* write_stamp(char* at, const Stamp& stamp) {
  const std::int64_t local = stamp.unix_seconds + stamp.offset_minutes * 60;
  const std::chrono::sys_seconds moment{std::chrono::seconds{local}};
  const auto midnight = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date{midnight};
  const int second = static_cast<int>((moment - midnight).count());
  append_digits(at, static_cast<int>(date.year()), 4);
  *at++ = '-';
  append_digits(at, static_cast<int>(static_cast<unsigned>(date.month())), 2);
  *at++ = '-';
  append_digits(at, static_cast<int>(static_cast<unsigned>(date.day())), 2);
  *at++ = 'T';
  append_digits(at, second / 3600, 2);
  *at++ = ':';
  append_digits(at, second / 60 % 60, 2);
  *at++ = ':';
  append_digits(at, second % 60, 2);
  const int offset = stamp.offset_minutes < 0 ? -stamp.offset_minutes : stamp.offset_minutes;
  *at++ = stamp.offset_minutes < 0 ? '-' : '+';
  append_digits(at, offset / 60, 2);
  *at++ = ':';
  append_digits(at, offset % 60, 2);
  return at;
}

std::string stamp_text(const Stamp& stamp) {
  char text[kStampSize];
  return {text, write_stamp(text, stamp)};
}

}  // namespace lazada::mapping
