// The date texts of the open platform.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sandbox {

// Appends `2018-05-17 09:23:36 +0800`, the form of created_at and updated_at in real traffic.
void AppendSpacedTime(std::string& out, int64_t epoch_s, int offset_minutes);
// Appends `2018-05-17T09:23:36+08:00`.
void AppendIsoTime(std::string& out, int64_t epoch_s, int offset_minutes);
// `2018-05-17T01:23:36Z`.
std::string UtcText(int64_t epoch_s);
// `2018-05-17` in the given zone.
std::string DayText(int64_t epoch_s, int offset_minutes);

// Reads `YYYY-MM-DDTHH:mm:ss` with `+08:00` or `Z` behind it; `allow_plain_offset` also takes
// `+0800` (products). Epoch seconds, or nothing when the text has another form.
std::optional<int64_t> ParseIsoTime(std::string_view text, bool allow_plain_offset);

}  // namespace sandbox
