// Texts made comparable across spellings, scripts and keyboards.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lazada::mapping {

// Lower case; Latin letters without their diacritics (Vietnamese "Đỏ" is "do"), composed or not;
// full-width forms as plain ones.  Other scripts keep their characters.  Invalid UTF-8 becomes
// blanks.
std::u32string fold(std::string_view text);

// The letters and digits of a folded text, without what separates them.
std::u32string compact(const std::u32string& folded);

// Words of a folded text.  Latin words are cut where letters meet digits; runs of scripts without
// spaces between words (Thai, Chinese) become their overlapping pairs of characters.
std::vector<std::u32string> words(const std::u32string& folded);

// Insertions, deletions and replacements that make one from the other.
int edit_distance(std::u32string_view a, std::u32string_view b);

}  // namespace lazada::mapping
