#include "mapping/address.hpp"

#include <algorithm>
#include <array>

#include "mapping/letters.hpp"
#include "mapping/member_writing.hpp"

namespace lazada::mapping {
namespace {

using Table = KeyTable<Scalar AddressFields::*, 15>;
constexpr Table kMembers{std::array<Table::Entry, 15>{{
    {"first_name", &AddressFields::first_name},
    {"last_name", &AddressFields::last_name},
    {"phone", &AddressFields::phone},
    {"phone2", &AddressFields::phone2},
    {"customer_email", &AddressFields::customer_email},
    {"address1", &AddressFields::address1},
    {"address2", &AddressFields::address2},
    {"address3", &AddressFields::address3},
    {"address4", &AddressFields::address4},
    {"address5", &AddressFields::address5},
    {"addressDistrict", &AddressFields::district},
    {"addressDsitrict", &AddressFields::district},
    {"city", &AddressFields::city},
    {"post_code", &AddressFields::post_code},
    {"country", &AddressFields::country},
}}};

struct Country {
  std::string_view name;  // lower case
  std::string_view code;
};
constexpr std::array kCountries{
    Country{"singapore", "sg"},   Country{"malaysia", "my"},        Country{"thailand", "th"},
    Country{"vietnam", "vn"},     Country{"viet nam", "vn"},        Country{"indonesia", "id"},
    Country{"philippines", "ph"}, Country{"the philippines", "ph"},
};

std::string_view country_code(std::string_view text, std::string_view otherwise) {
  for (const Country& country : kCountries) {
    if (same_word(text, country.name) || same_word(text, country.code)) return country.code;
  }
  return otherwise;
}

// Four to six digits, or what masking leaves of them: "6****9".
bool looks_like_post_code(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() < 4 || text.size() > 6 || !digit(text.front()) || !digit(text.back())) {
    return false;
  }
  return std::all_of(text.begin(), text.end(), [&](char c) { return digit(c) || c == '*'; });
}

// Which field fills which level.
struct Levels {
  Scalar district, city, ward, post_code;
  std::array<Scalar, 4> lines;
};

Levels find_levels(const AddressFields& fields, const adapters::RegionAdapter& adapter) {
  Levels levels;
  levels.city = fields.city ? fields.city : fields.address4;
  levels.district = fields.district || !fields.city ? fields.district : fields.address4;
  levels.post_code = fields.post_code;
  levels.lines[0] = fields.address1;
  levels.lines[1] = fields.address2;

  Scalar below = fields.address5;
  if (adapter.uses_post_code && looks_like_post_code(below.text)) {
    if (!levels.post_code) levels.post_code = below;
    below = Scalar{};
  }
  Scalar unplaced = fields.address4;
  if (unplaced.text == levels.district.text || unplaced.text == levels.city.text) {
    unplaced = Scalar{};
  }
  if (adapter.has_wards) {
    levels.ward = below ? below : unplaced;
    if (below) levels.lines[2] = unplaced;
  } else {
    levels.lines[2] = unplaced;
    levels.lines[3] = below;
  }
  return levels;
}

}  // namespace

void read_address(simdjson::ondemand::value value, const char* end, std::string_view member,
                  AddressFields& out) {
  out = AddressFields{};
  simdjson::ondemand::json_type type;
  if (const auto error = value.type().get(type)) reject_json({member}, error);
  if (type != simdjson::ondemand::json_type::object) {
    const std::optional<Scalar> scalar = read_scalar(value);
    if (!scalar || *scalar) reject({}, member, "is no object");
    return;
  }
  simdjson::ondemand::object object;
  if (const auto error = value.get_object().get(object)) reject_json({member}, error);
  read_object(object, end, kMembers, {member}, out, [](auto, auto) {});
}

void append_address(JsonText& out, const AddressFields& fields,
                    const adapters::RegionAdapter& adapter) {
  const Levels levels = find_levels(fields, adapter);
  MaskedMembers masked;
  const auto member = [&](const Key& key, const Scalar& scalar) {
    append_member(out, key, scalar);
    masked.look_at(key.name(), scalar.text);
  };

  out += R"({"name":)";
  append_full_name(out, fields.first_name, fields.last_name);
  if (is_masked(fields.first_name.text) || is_masked(fields.last_name.text)) masked.add("name");
  member("phone", fields.phone);
  member("phone2", fields.phone2);
  member("email", fields.customer_email);

  append_key(out, "lines");
  out += '[';
  bool lines_masked = false;
  std::string_view comma;
  for (const Scalar& line : levels.lines) {
    if (!line) continue;
    out += comma;
    append_text(out, line);
    lines_masked = lines_masked || is_masked(line.text);
    comma = ",";
  }
  out += ']';
  if (lines_masked) masked.add("lines");

  member("ward", levels.ward);
  member("district", levels.district);
  member("city", levels.city);
  member("state", fields.address3);
  member("post_code", levels.post_code);
  append_member(out, "country", country_code(fields.country.text, adapter.region));
  append_member(out, "country_name", fields.country);
  append_key(out, "masked");
  masked.append_to(out);
  out += '}';
}

}  // namespace lazada::mapping
