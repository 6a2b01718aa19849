// C4: exact matches on SKU or barcode, then near ones with a score; quick for large catalogues.
#include "mapping/sku_suggest.hpp"

#include <gtest/gtest.h>

#include <ctime>
#include <random>

#include "mapping/folded_text.hpp"

namespace lazada::mapping {
namespace {

const std::vector<Article> kArticles{
    {"TS-RED-M", "T-shirt red M", "8850000000017"},
    {"TS-RED-L", "T-shirt red L", "8850000000024"},
    {"TS-BLU-M", "T-shirt blue M", "8850000000031"},
    {"CUP300", "Cốc sứ trắng 300 ml", "8930000000011"},
    {"TH-CUP", "แก้วกาแฟเซรามิก สีขาว", ""},
    {"PHONE-CASE-61", "Phone case 6.1 inch", ""},
    {"PHONE-CASE-67", "Phone case 6.7 inch", ""},
};

std::vector<Suggestion> of(const Article& listing, int limit = 3) {
  return suggest({listing}, kArticles, limit);
}

// C4
TEST(Suggestions, AreExactForAnEqualSkuCaseAndSpacesAside) {
  for (const char* sku : {"TS-RED-M", "ts-red-m", " TS-RED-M ", "TS - RED - M"}) {
    const auto found = of({sku, "", ""});
    ASSERT_EQ(found.size(), 1U) << sku;
    EXPECT_EQ(found[0].system_sku, "TS-RED-M");
    EXPECT_EQ(found[0].platform_sku, sku) << "the listing's SKU is told as it is";
    EXPECT_EQ(found[0].score, 100);
    EXPECT_EQ(found[0].match, Suggestion::Match::kExactSku);
  }
}

// C4
TEST(Suggestions, AreExactForAnEqualBarcode) {
  const auto found = of({"whatever", "", "8930000000011"});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].system_sku, "CUP300");
  EXPECT_EQ(found[0].match, Suggestion::Match::kExactBarcode);
  EXPECT_EQ(found[0].score, 100);
}

// C4
TEST(Suggestions, RankNearMatchesBelowOneHundred) {
  struct Row {
    Article listing;
    const char* best;
  };
  const Row table[]{
      {{"TSREDM", "", ""}, "TS-RED-M"},
      {{"TS_RED_M1", "", ""}, "TS-RED-M"},
      {{"LZ-99001", "Blue T-Shirt, size M", ""}, "TS-BLU-M"},
      {{"X1", "coc su trang 300ml", ""}, "CUP300"},
      {{"X2",
        "CO\xCC\x82\xCC\x81"
        "C SU\xCC\x9B\xCC\x81 TRA\xCC\x86\xCC\x81NG 300 ML",
        ""},
       "CUP300"},
      {{"X3", "แก้วกาแฟเซรามิกสีขาว ขนาดใหญ่", ""}, "TH-CUP"},
      {{"PHONECASE-6.7", "", ""}, "PHONE-CASE-67"},
  };
  for (const Row& row : table) {
    const auto found = of(row.listing);
    ASSERT_FALSE(found.empty()) << row.listing.sku << " " << row.listing.name;
    EXPECT_EQ(found[0].system_sku, row.best) << row.listing.sku << " " << row.listing.name;
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_LT(found[i].score, 100);
      EXPECT_EQ(found[i].match, Suggestion::Match::kSimilar);
      if (i > 0) {
        EXPECT_LE(found[i].score, found[i - 1].score);
      }
    }
  }
}

TEST(Suggestions, KeepQuietWhenNothingIsNear) {
  EXPECT_TRUE(of({"ZZZ-999", "Garden hose", ""}).empty());
  EXPECT_TRUE(of({"!!!", "", ""}).empty());
  EXPECT_TRUE(of({"\xff\xfe", "\xe0\xb8", ""}).empty());
  EXPECT_TRUE(suggest({{"A", "", ""}}, {}, 3).empty());
}

TEST(Suggestions, AreAtMostAsManyAsAskedForEachSku) {
  EXPECT_EQ(of({"TS-RED", "T-shirt red", ""}, 1).size(), 1U);
  EXPECT_GE(of({"TS-RED", "T-shirt red", ""}, 3).size(), 2U);
  const Article twice{"TS-RED-M", "", ""};
  EXPECT_EQ(suggest({twice, twice}, kArticles, 3).size(), 1U)
      << "seller SKUs are not unique; one answer for one SKU";
  const std::vector<Article> named_twice{{"TS-RED-M", "T-shirt", ""}, {"TS-RED-M", "Red tee", ""}};
  EXPECT_EQ(suggest({{"TS-RED-M1", "T-shirt", ""}}, named_twice, 3).size(), 1U);
}

// 10 000 x 10 000 pairs would take minutes; shared rare words take a second or two.
TEST(Suggestions, AreQuickForLargeCatalogues) {
  std::mt19937 random(5);
  const char* goods[]{"shirt", "shoe", "cup", "case", "cable", "lamp", "bag", "เสื้อยืด", "áo dài"};
  const auto catalogue = [&](const char* prefix) {
    std::vector<Article> articles;
    for (int i = 0; i < 10'000; ++i) {
      const std::string number = std::to_string(100'000 + i);
      articles.push_back(
          {prefix + number, std::string(goods[random() % 9]) + " model " + number, ""});
    }
    return articles;
  };
  const auto listings = catalogue("LZ-");
  const auto own = catalogue("SYS");
  const std::clock_t start = std::clock();
  const auto found = suggest(listings, own, 3);
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  EXPECT_GE(found.size(), 10'000U);
  EXPECT_LT(seconds, 30) << "CPU seconds; all pairs would need far more, even optimised";
}

TEST(FoldedText, IsTheSameForEverySpelling) {
  EXPECT_EQ(fold("Đỏ TƯƠI"), fold("do tuoi"));
  EXPECT_EQ(fold("ＡＢＣ１２３"), fold("abc123"));
  EXPECT_EQ(fold("Caf\xC3\xA9"), fold("Cafe\xCC\x81"));
  EXPECT_EQ(compact(fold("TS-RED_m 1")), U"tsredm1");
  EXPECT_EQ(words(fold("TS-RED12 m")), (std::vector<std::u32string>{U"ts", U"red", U"12", U"m"}));
  EXPECT_EQ(words(fold("กขค")), (std::vector<std::u32string>{U"กข", U"ขค"}));
  EXPECT_EQ(edit_distance(U"kitten", U"sitting"), 3);
  EXPECT_EQ(edit_distance(U"", U"ab"), 2);
}

}  // namespace
}  // namespace lazada::mapping
