// The body of a control call, read member by member.
#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "sandbox/settings.hpp"

namespace sandbox {

// A control call that cannot be done; the sentence goes to the caller with status 400.
class ControlError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Words of the wire and what they stand for.
template <typename Enum, size_t N>
using Words = std::array<std::pair<const char*, Enum>, N>;

// One JSON object. A Take changes `into` when the member is there; it throws ControlError with the
// member, what it is and what it may be. Done comes before anything is changed: it refuses members
// that no Take has asked for, so that a misspelt one is not taken for done.
class ControlBody {
 public:
  // `place` begins the sentences: "settings", "items[2]".
  ControlBody(const nlohmann::json& document, std::string place);

  bool Has(const char* member) const { return document_.contains(member); }
  void Require(const char* member);

  void Take(const char* member, bool& into);
  void Take(const char* member, std::string& into);
  void Take(const char* member, std::optional<std::string>& into);
  template <typename T>
  requires std::is_integral_v<T>
  void Take(const char* member, T& into, Bounds bounds) {
    if (const auto number = Number(member, bounds)) into = static_cast<T>(*number);
  }
  template <typename Enum, size_t N>
  void Take(const char* member, const Words<Enum, N>& words, Enum& into);

  // From 0 to 1.
  void TakeShare(const char* member, double& into);
  // "12.50" or 12.5, in hundredths.
  void TakeMoney(const char* member, std::optional<int64_t>& into);
  // A text such as 2026-05-01T08:00:00Z, or epoch seconds.
  void TakeTime(const char* member, std::optional<int64_t>& into);
  // "*" or a path that begins with a slash.
  void TakeApi(const char* member, std::string& into);
  // Nothing when the member is not there.
  const nlohmann::json* TakeList(const char* member);
  const nlohmann::json* Find(const char* member);

  void Done() const;

  // The member is there and may not be what it is.
  [[noreturn]] void Refuse(const char* member, const std::string& allowed) const;

 private:
  std::optional<int64_t> Number(const char* member, Bounds bounds);

  const nlohmann::json& document_;
  std::string place_;
  std::vector<std::string_view> known_;
};

// `a, b or c`.
std::string Choice(const std::vector<std::string>& words);

template <typename Enum, size_t N>
void ControlBody::Take(const char* member, const Words<Enum, N>& words, Enum& into) {
  const nlohmann::json* value = Find(member);
  if (value == nullptr) return;
  std::vector<std::string> allowed;
  for (const auto& [word, meaning] : words) {
    if (*value == word) {
      into = meaning;
      return;
    }
    allowed.emplace_back(word);
  }
  Refuse(member, Choice(allowed));
}

}  // namespace sandbox
