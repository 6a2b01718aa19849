#include "sandbox/vocabulary.hpp"

#include <algorithm>

namespace sandbox {
namespace {

constexpr std::array<std::string_view, kStatusCount> kStatusWords = {"unpaid",
                                                                     "pending",
                                                                     "topack",
                                                                     "toship",
                                                                     "packed",
                                                                     "repacked",
                                                                     "ready_to_ship_pending",
                                                                     "ready_to_ship",
                                                                     "shipping",
                                                                     "shipped",
                                                                     "delivered",
                                                                     "confirmed",
                                                                     "canceled",
                                                                     "failed",
                                                                     "failed_delivery",
                                                                     "shipped_back",
                                                                     "shipped_back_success",
                                                                     "shipped_back_failed",
                                                                     "returned",
                                                                     "lost",
                                                                     "lost_by_3pl",
                                                                     "damaged_by_3pl",
                                                                     "package_scrapped"};

constexpr std::array<std::string_view, kKindCount> kKindWords = {
    "local", "cross_border", "sof", "digital", "fbl", "choice", "pickup", "presale"};

template <typename Enum, size_t N>
std::optional<Enum> Find(const std::array<std::string_view, N>& words, std::string_view word) {
  const auto at = std::find(words.begin(), words.end(), word);
  if (at == words.end()) return std::nullopt;
  return static_cast<Enum>(at - words.begin());
}

}  // namespace

std::string_view Word(Status status) { return kStatusWords[static_cast<size_t>(status)]; }
std::string_view Word(Kind kind) { return kKindWords[static_cast<size_t>(kind)]; }
std::optional<Status> StatusOf(std::string_view word) { return Find<Status>(kStatusWords, word); }
std::optional<Kind> KindOf(std::string_view word) { return Find<Kind>(kKindWords, word); }

}  // namespace sandbox
