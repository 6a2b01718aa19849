// Holds documents against the published schemas, with a validator that is not ours.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace test_support {

// Empty when `document` fits host-api/schemas/<schema>.schema.json; else what is wrong with it.
std::string schema_errors(std::string_view schema, std::string_view document);

// EXPECT_TRUE(fits("order-batch", text))
testing::AssertionResult fits(std::string_view schema, std::string_view document);

}  // namespace test_support
