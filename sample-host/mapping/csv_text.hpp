// CSV in and out: UTF-8 with or without byte order mark, `,` or `;`, quotes and line breaks inside
// cells, and cells that a spreadsheet would run are defused.
#ifndef SAMPLE_HOST_MAPPING_CSV_TEXT_HPP_
#define SAMPLE_HOST_MAPPING_CSV_TEXT_HPP_

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace channel_host {

struct CsvRow {
  int line = 0;  // where the row begins, from 1
  std::vector<std::string> cells;
};

struct LineError {
  int line = 0;
  std::string message;
};

struct CsvTable {
  std::vector<CsvRow> rows;  // without the header
  std::vector<LineError> errors;
};

// Cells come in the order of `columns`; the header may order them otherwise and write them in
// capitals, and columns of `optional` may be missing (empty cells then).  What is wrong is in
// `errors`, with its line; the rows that are right are read all the same.
CsvTable read_csv(std::string_view text, const std::vector<std::string>& columns,
                  const std::vector<std::string>& optional);

// Throws Failure: kFile, and kInvalidInput for a file beyond 256 MiB.
std::string read_text_file(const std::filesystem::path& file);

// One line with its end.  A cell that begins like a formula (= + - @ tab) or with a quote mark
// gets a leading ', so that no spreadsheet runs it; read_csv takes it away again.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace channel_host

#endif  // SAMPLE_HOST_MAPPING_CSV_TEXT_HPP_
