// Proposes system SKUs for the seller's listings.  Pure; nothing is applied.
#pragma once

#include <string>
#include <vector>

namespace lazada::mapping {

// A listing, or one of the host's articles.
struct Article {
  std::string sku;
  std::string name;     // may be empty; of a listing with its variation
  std::string barcode;  // may be empty
};

struct Suggestion {
  enum class Match { kExactSku, kExactBarcode, kSimilar };
  std::string platform_sku;
  std::string system_sku;
  int score = 0;  // 100 for the exact ones only
  Match match = Match::kSimilar;
};

// At most `limit` for each platform SKU, the best first, in the listings' order; a platform SKU
// that comes twice is answered once.  Equal SKUs (case and spaces aside) or barcodes are exact and
// are then all that is said of the listing.  The time grows with the number of articles, not with
// the number of pairs: only articles that share a rare word or piece of an SKU are compared.
std::vector<Suggestion> suggest(const std::vector<Article>& listings,
                                const std::vector<Article>& system_skus, int limit);

}  // namespace lazada::mapping
