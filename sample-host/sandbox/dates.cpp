#include "sandbox/dates.hpp"

#include <chrono>

namespace sandbox {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

void AppendPadded(std::string& out, int64_t value, int width) {
  char digits[8];
  for (int i = width - 1; i >= 0; --i) {
    digits[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  out.append(digits, static_cast<size_t>(width));
}

void AppendDay(std::string& out, int64_t local_s) {
  const int64_t whole_days = local_s >= 0 ? local_s / 86400 : (local_s - 86399) / 86400;
  const year_month_day date{sys_days{days{whole_days}}};
  AppendPadded(out, static_cast<int>(date.year()), 4);
  out += '-';
  AppendPadded(out, static_cast<unsigned>(date.month()), 2);
  out += '-';
  AppendPadded(out, static_cast<unsigned>(date.day()), 2);
}

void AppendClock(std::string& out, int64_t local_s) {
  const int64_t second_of_day = ((local_s % 86400) + 86400) % 86400;
  AppendPadded(out, second_of_day / 3600, 2);
  out += ':';
  AppendPadded(out, second_of_day / 60 % 60, 2);
  out += ':';
  AppendPadded(out, second_of_day % 60, 2);
}

void AppendOffset(std::string& out, int offset_minutes, bool colon) {
  out += offset_minutes < 0 ? '-' : '+';
  const int size = offset_minutes < 0 ? -offset_minutes : offset_minutes;
  AppendPadded(out, size / 60, 2);
  if (colon) out += ':';
  AppendPadded(out, size % 60, 2);
}

// Reads `width` digits at `at`; -1 when one is not a digit.
int Digits(std::string_view text, size_t at, size_t width) {
  int value = 0;
  if (at + width > text.size()) return -1;
  for (size_t i = at; i < at + width; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

// Minutes east of UTC, or nothing.
std::optional<int> ParseOffset(std::string_view text, bool allow_plain) {
  if (text == "Z") return 0;
  const bool colon = text.size() == 6 && text[3] == ':';
  const bool plain = text.size() == 5 && allow_plain;
  if ((!colon && !plain) || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const int hours = Digits(text, 1, 2);
  const int minutes = Digits(text, colon ? 4 : 3, 2);
  if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59) return std::nullopt;
  const int total = hours * 60 + minutes;
  return text[0] == '-' ? -total : total;
}

}  // namespace

void AppendSpacedTime(std::string& out, int64_t epoch_s, int offset_minutes) {
  const int64_t local = epoch_s + offset_minutes * 60;
  AppendDay(out, local);
  out += ' ';
  AppendClock(out, local);
  out += ' ';
  AppendOffset(out, offset_minutes, false);
}

void AppendIsoTime(std::string& out, int64_t epoch_s, int offset_minutes) {
  const int64_t local = epoch_s + offset_minutes * 60;
  AppendDay(out, local);
  out += 'T';
  AppendClock(out, local);
  AppendOffset(out, offset_minutes, true);
}

std::string UtcText(int64_t epoch_s) {
  std::string out;
  AppendDay(out, epoch_s);
  out += 'T';
  AppendClock(out, epoch_s);
  out += 'Z';
  return out;
}

std::string DayText(int64_t epoch_s, int offset_minutes) {
  std::string out;
  AppendDay(out, epoch_s + offset_minutes * 60);
  return out;
}

std::optional<int64_t> ParseIsoTime(std::string_view text, bool allow_plain_offset) {
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' ||
      text[16] != ':') {
    return std::nullopt;
  }
  const int y = Digits(text, 0, 4);
  const int mo = Digits(text, 5, 2);
  const int d = Digits(text, 8, 2);
  const int h = Digits(text, 11, 2);
  const int mi = Digits(text, 14, 2);
  const int s = Digits(text, 17, 2);
  const auto offset = ParseOffset(text.substr(19), allow_plain_offset);
  if (y < 0 || mo < 1 || d < 1 || h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 || s > 59 ||
      !offset) {
    return std::nullopt;
  }
  const year_month_day date{year{y}, month{static_cast<unsigned>(mo)},
                            day{static_cast<unsigned>(d)}};
  if (!date.ok()) return std::nullopt;
  const int64_t whole_days = sys_days{date}.time_since_epoch().count();
  return whole_days * 86400 + h * 3600 + mi * 60 + s - *offset * 60;
}

}  // namespace sandbox
