// The download of products, stopped and gone on with.
#include "mapping/product_download.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

#include "failure.hpp"
#include "fake_shop.hpp"
#include "mapping/listing_table.hpp"
#include "stores/authorization.hpp"
#include "stores/store_table.hpp"

namespace channel_host {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

class ProductDownload : public host_test::FakeShop {
 protected:
  void authorise() {
    const auto attempt = begin_authorization(installation, "shop");
    finish_with_callback(installation, "shop", callback(attempt.state));
  }
  // Fake pages hold 2 and 3 products.
  ProductReport download(bool stop_after_a_page = false,
                         std::optional<std::int64_t> since_ms = std::nullopt) {
    told.clear();
    ProductReport report;
    download_products(
        installation, installation.database(), store(),
        [&](std::int64_t done, std::int64_t total, const char*) {
          told.emplace_back(done, total);
          cancelled = stop_after_a_page;
        },
        report, since_ms);
    cancelled = false;
    return report;
  }
  std::size_t stored() {
    std::size_t count = 0;
    ListingTable(installation.database(), "default").each("shop", [&](const Listing&) { ++count; });
    return count;
  }

  std::vector<std::pair<std::int64_t, std::int64_t>> told;
};

TEST_F(ProductDownload, D3_tells_progress_stops_between_pages_and_goes_on_there) {
  authorise();
  const ProductReport stopped = download(true);
  EXPECT_THAT(told, ElementsAre(Pair(2, 5)));
  EXPECT_FALSE(stopped.complete);
  EXPECT_EQ(stored(), 2U);
  const ProductReport report = download();
  EXPECT_TRUE(report.resumed);
  EXPECT_TRUE(report.complete);
  EXPECT_THAT(told, ElementsAre(Pair(5, 5)));
  EXPECT_EQ(report.added, 5);
  EXPECT_EQ(report.gone, 0) << "what the first part saw is still there";
  EXPECT_EQ(stored(), 5U);
}

TEST_F(ProductDownload, D3_place_of_more_than_a_day_ago_is_not_gone_on_with) {
  authorise();
  download(true);
  clock.move_wall(24 * 3600 * 1000 + 1);
  const ProductReport report = download();
  EXPECT_FALSE(report.resumed);
  EXPECT_THAT(told, ElementsAre(Pair(2, 5), Pair(5, 5)));
}

TEST_F(ProductDownload, C1_clock_that_was_set_back_loses_no_listing) {
  authorise();
  download();
  clock.move_wall(-3600 * 1000);
  const ProductReport report = download();
  EXPECT_EQ(report.gone, 0);
  EXPECT_EQ(report.added, 0);
  EXPECT_EQ(stored(), 5U);
}

TEST_F(ProductDownload, stop_before_the_first_page_stores_nothing) {
  authorise();
  cancelled = true;
  EXPECT_FALSE(download().complete);
  EXPECT_EQ(stored(), 0U);
}

// D2: a window of products; what is outside stays as it is, and so does the place of a download of
// all products that was stopped.
TEST_F(ProductDownload, D2_products_changed_since_a_day_are_downloaded_beside_the_others) {
  authorise();
  download(true);
  const std::filesystem::path documents = folder / "documents";
  ::setenv("FAKE_DOCUMENTS", documents.c_str(), 1);
  ::setenv("FAKE_LIST", "renamed", 1);
  const ProductReport report = download(false, 1'769'817'600'000);
  ::unsetenv("FAKE_LIST");
  ::unsetenv("FAKE_DOCUMENTS");
  EXPECT_THAT(host_test::read_file(documents),
              HasSubstr(R"("updated_since":"2026-01-31T00:00:00Z")"));
  EXPECT_TRUE(report.complete);
  EXPECT_FALSE(report.resumed);
  EXPECT_EQ(report.gone, 0);
  EXPECT_EQ(stored(), 6U) << "five, and the former name of one";
  EXPECT_TRUE(download().resumed);
}

TEST_F(ProductDownload, store_that_is_not_authorised_is_refused_with_the_remedy) {
  try {
    download();
    FAIL() << "accepted";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code, Exit::kRefused);
    EXPECT_THAT(failure.what(), HasSubstr("channel-host store authorize shop"));
  }
}

}  // namespace
}  // namespace channel_host
