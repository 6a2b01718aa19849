#include "mapping/sku_suggest.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "mapping/folded_text.hpp"

namespace lazada::mapping {
namespace {

constexpr std::size_t kLongestList = 200;  // articles of one word; a commoner word tells little
constexpr std::size_t kCompared = 40;      // candidates of one listing that are looked at closely
constexpr std::size_t kLongestSku = 64;    // characters of an SKU that edit distance looks at
constexpr int kLeastScore = 40;

using Word = std::uint32_t;

// What is compared of an article.
struct Profile {
  std::u32string sku;        // folded, letters and digits only
  std::vector<Word> name;    // words, sorted, each once
  std::vector<Word> pieces;  // of the SKU: words and runs of three characters, likewise
};

// Case and spaces aside, and nothing else: "A-1" is not "A1".
std::string exact_key(std::string_view text) {
  std::string key;
  for (const char c : text) {
    if (c == ' ' || c == '\t') continue;
    key += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return key;
}

void sort_unique(std::vector<Word>& words) {
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
}

// Numbers words, so that they are hashed once.
class Vocabulary {
 public:
  Profile profile(const Article& article) {
    Profile profile;
    const std::u32string sku = fold(article.sku);
    profile.sku = compact(sku).substr(0, kLongestSku);
    for (const std::u32string& word : words(sku)) profile.pieces.push_back(number(U'=' + word));
    for (std::size_t i = 0; i + 3 <= profile.sku.size(); ++i) {
      profile.pieces.push_back(number(U'#' + profile.sku.substr(i, 3)));
    }
    for (const std::u32string& word : words(fold(article.name))) {
      profile.name.push_back(number(word));
    }
    sort_unique(profile.name);
    sort_unique(profile.pieces);
    return profile;
  }
  std::size_t size() const { return numbers_.size(); }

 private:
  Word number(const std::u32string& word) {
    return numbers_.emplace(word, static_cast<Word>(numbers_.size())).first->second;
  }

  std::unordered_map<std::u32string, Word> numbers_;
};

// Which articles have a word, and how much it tells.
class Index {
 public:
  Index(const std::vector<Profile>& articles, std::size_t words)
      : articles_(articles), lists_(words), counts_(words), weights_(articles.size()) {
    for (std::size_t i = 0; i < articles.size(); ++i) {
      for (const auto* part : {&articles[i].name, &articles[i].pieces}) {
        for (const Word word : *part) {
          ++counts_[word];
          if (lists_[word].size() < kLongestList) {
            lists_[word].push_back(static_cast<std::uint32_t>(i));
          }
        }
      }
    }
  }

  double weight(Word word) const {
    return std::log(1.0 + static_cast<double>(articles_.size()) / (1.0 + counts_[word]));
  }

  // The articles that share most with `listing`, weighed; a word that stands in very many articles
  // brings no candidate, unless the listing has no rarer one.
  std::vector<std::uint32_t> candidates(const Profile& listing) {
    std::vector<std::uint32_t> found;
    collect(listing, false, found);
    if (found.empty()) collect(listing, true, found);
    const auto better = [&](std::uint32_t a, std::uint32_t b) {
      return std::tie(weights_[b], a) < std::tie(weights_[a], b);
    };
    const std::size_t kept = std::min(found.size(), kCompared);
    std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(kept), found.end(),
                      better);
    for (const std::uint32_t article : found) weights_[article] = 0;
    found.resize(kept);
    return found;
  }

 private:
  void collect(const Profile& listing, bool common_too, std::vector<std::uint32_t>& found) {
    for (const auto* part : {&listing.name, &listing.pieces}) {
      for (const Word word : *part) {
        if (counts_[word] > kLongestList && !common_too) continue;
        for (const std::uint32_t article : lists_[word]) {
          if (weights_[article] == 0) found.push_back(article);
          weights_[article] += weight(word);
        }
      }
    }
  }

  const std::vector<Profile>& articles_;
  std::vector<std::vector<std::uint32_t>> lists_;
  std::vector<std::uint32_t> counts_;
  std::vector<double> weights_;  // of the listing that is looked at; all 0 between listings
};

double sku_likeness(const Profile& a, const Profile& b) {
  const std::size_t longest = std::max(a.sku.size(), b.sku.size());
  if (longest == 0) return 0;
  return 1.0 - edit_distance(a.sku, b.sku) / static_cast<double>(longest);
}

// Weight of the shared words in that of all words of both.
double name_likeness(const Profile& a, const Profile& b, const Index& index) {
  double shared = 0, all = 0;
  auto i = a.name.begin();
  auto j = b.name.begin();
  while (i != a.name.end() || j != b.name.end()) {
    if (j == b.name.end() || (i != a.name.end() && *i < *j)) {
      all += index.weight(*i++);
    } else if (i == a.name.end() || *j < *i) {
      all += index.weight(*j++);
    } else {
      shared += index.weight(*i);
      all += index.weight(*i);
      ++i;
      ++j;
    }
  }
  return all > 0 ? shared / all : 0;
}

// The better of both tells most; that they agree tells the rest.
int score(const Profile& listing, const Profile& article, const Index& index) {
  const double sku = sku_likeness(listing, article);
  if (listing.name.empty() || article.name.empty()) return static_cast<int>(99 * sku);
  const double name = name_likeness(listing, article, index);
  return static_cast<int>(99 * (0.7 * std::max(sku, name) + 0.15 * (sku + name)));
}

using ExactIndex = std::unordered_map<std::string, std::vector<std::size_t>>;

}  // namespace

std::vector<Suggestion> suggest(const std::vector<Article>& listings,
                                const std::vector<Article>& system_skus, int limit) {
  Vocabulary vocabulary;
  std::vector<Profile> articles;
  ExactIndex by_sku, by_barcode;
  for (std::size_t i = 0; i < system_skus.size(); ++i) {
    articles.push_back(vocabulary.profile(system_skus[i]));
    by_sku[exact_key(system_skus[i].sku)].push_back(i);
    const std::string barcode = exact_key(system_skus[i].barcode);
    if (!barcode.empty()) by_barcode[barcode].push_back(i);
  }
  std::vector<Profile> wanted;
  for (const Article& listing : listings) wanted.push_back(vocabulary.profile(listing));
  Index index(articles, vocabulary.size());

  std::vector<Suggestion> result;
  std::unordered_set<std::string_view> answered;
  for (std::size_t i = 0; i < listings.size(); ++i) {
    const Article& listing = listings[i];
    if (!answered.insert(listing.sku).second) continue;
    std::vector<Suggestion> found;
    std::unordered_set<std::string_view> exact;
    const auto add_exact = [&](const ExactIndex& from, const std::string& key,
                               Suggestion::Match match) {
      const auto hit = from.find(key);
      if (key.empty() || hit == from.end()) return;
      for (const std::size_t article : hit->second) {
        const std::string& sku = system_skus[article].sku;
        if (exact.insert(sku).second) found.push_back({listing.sku, sku, 100, match});
      }
    };
    add_exact(by_sku, exact_key(listing.sku), Suggestion::Match::kExactSku);
    add_exact(by_barcode, exact_key(listing.barcode), Suggestion::Match::kExactBarcode);
    if (found.empty()) {
      for (const std::uint32_t article : index.candidates(wanted[i])) {
        const int points = score(wanted[i], articles[article], index);
        if (points < kLeastScore) continue;
        found.push_back(
            {listing.sku, system_skus[article].sku, points, Suggestion::Match::kSimilar});
      }
      std::stable_sort(found.begin(), found.end(), [](const Suggestion& a, const Suggestion& b) {
        return std::tie(b.score, a.system_sku) < std::tie(a.score, b.system_sku);
      });
      // The host may name one article twice; the better name counts.
      std::unordered_set<std::string> named;
      std::erase_if(found, [&named](const Suggestion& suggestion) {
        return !named.insert(suggestion.system_sku).second;
      });
    }
    if (found.size() > static_cast<std::size_t>(limit)) {
      found.resize(static_cast<std::size_t>(limit));
    }
    result.insert(result.end(), found.begin(), found.end());
  }
  return result;
}

}  // namespace lazada::mapping
