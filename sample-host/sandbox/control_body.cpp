#include "sandbox/control_body.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "sandbox/dates.hpp"

namespace sandbox {
namespace {

using nlohmann::json;

constexpr size_t kMostShown = 60;            // bytes of a wrong value
constexpr double kMostMoney = 100000000000;  // more than any venue's price, far below an overflow

std::string Shown(const json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array() && !value.empty()) return "a list";
  std::string text = value.dump(-1, ' ', true);
  if (text.size() > kMostShown) text = text.substr(0, kMostShown) + "…";
  return text;
}

}  // namespace

std::string Choice(const std::vector<std::string>& words) {
  std::string text;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

ControlBody::ControlBody(const json& document, std::string place)
    : document_(document), place_(std::move(place)) {
  if (document_.is_object()) return;
  throw ControlError(place_ + ": " + Shown(document_) + " is no object with members");
}

const json* ControlBody::Find(const char* member) {
  if (std::find(known_.begin(), known_.end(), member) == known_.end()) {
    known_.emplace_back(member);
  }
  const auto at = document_.find(member);
  return at == document_.end() ? nullptr : &*at;
}

void ControlBody::Require(const char* member) {
  if (!Has(member)) throw ControlError(place_ + ": \"" + member + "\" is missing");
}

void ControlBody::Refuse(const char* member, const std::string& allowed) const {
  throw ControlError(place_ + ": \"" + member + "\" is " + Shown(document_.at(member)) +
                     "; it takes " + allowed);
}

void ControlBody::Take(const char* member, bool& into) {
  const json* value = Find(member);
  if (value == nullptr) return;
  if (!value->is_boolean()) Refuse(member, "true or false");
  into = value->get<bool>();
}

void ControlBody::Take(const char* member, std::string& into) {
  std::optional<std::string> text;
  Take(member, text);
  if (text) into = *text;
}

void ControlBody::Take(const char* member, std::optional<std::string>& into) {
  const json* value = Find(member);
  if (value == nullptr) return;
  if (!value->is_string()) Refuse(member, "a text");
  into = value->get<std::string>();
}

std::optional<int64_t> ControlBody::Number(const char* member, Bounds bounds) {
  const json* value = Find(member);
  if (value == nullptr) return std::nullopt;
  const bool fits =
      value->is_number_integer() &&
      (!value->is_number_unsigned() || value->get<uint64_t>() <= static_cast<uint64_t>(INT64_MAX));
  const int64_t number = fits ? value->get<int64_t>() : 0;
  if (!fits || number < bounds.least || number > bounds.most) {
    Refuse(member, "a whole number from " + std::to_string(bounds.least) + " to " +
                       std::to_string(bounds.most));
  }
  return number;
}

void ControlBody::TakeShare(const char* member, double& into) {
  const json* value = Find(member);
  if (value == nullptr) return;
  if (!value->is_number() || value->get<double>() < 0 || value->get<double>() > 1) {
    Refuse(member, "a number from 0 to 1");
  }
  into = value->get<double>();
}

void ControlBody::TakeMoney(const char* member, std::optional<int64_t>& into) {
  const json* value = Find(member);
  if (value == nullptr) return;
  double amount = -1;
  if (value->is_number()) {
    amount = value->get<double>();
  } else if (value->is_string()) {
    const auto& text = value->get_ref<const std::string&>();
    const auto read = std::from_chars(text.data(), text.data() + text.size(), amount);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) amount = -1;
  }
  if (!(amount >= 0 && amount <= kMostMoney)) {
    Refuse(member, "an amount such as \"12.50\", from 0 to 100000000000");
  }
  into = std::llround(amount * 100);
}

void ControlBody::TakeTime(const char* member, std::optional<int64_t>& into) {
  const json* value = Find(member);
  if (value == nullptr) return;
  std::optional<int64_t> time;
  if (value->is_number()) {
    time = Number(member, {0, kLastSecond});
  } else if (value->is_string()) {
    time = ParseIsoTime(value->get_ref<const std::string&>(), true);
  }
  if (!time || *time < 0 || *time > kLastSecond) {
    Refuse(member,
           "a time such as 2026-05-01T08:00:00Z or epoch seconds, from the year 1970 to 9999");
  }
  into = time;
}

void ControlBody::TakeApi(const char* member, std::string& into) {
  Take(member, into);
  if (Has(member) && into != "*" && into.rfind('/', 0) != 0) {
    Refuse(member, "the path of an API such as \"/orders/get\", or \"*\" for each");
  }
}

const json* ControlBody::TakeList(const char* member) {
  const json* value = Find(member);
  if (value != nullptr && !value->is_array()) Refuse(member, "a list");
  return value;
}

void ControlBody::Done() const {
  for (const auto& [member, value] : document_.items()) {
    if (std::find(known_.begin(), known_.end(), member) != known_.end()) continue;
    std::string text = place_ + ": \"" + member + "\" is unknown";
    if (known_.empty()) throw ControlError(text + "; the call takes no members");
    throw ControlError(text + "; there are " +
                       Choice(std::vector<std::string>(known_.begin(), known_.end())));
  }
}

}  // namespace sandbox
