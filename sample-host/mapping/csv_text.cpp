#include "mapping/csv_text.hpp"

#include <csv.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>

#include "failure.hpp"

namespace channel_host {
namespace {

constexpr std::string_view kRunsInSpreadsheets = "=+-@\t\r";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool needs_mark(std::string_view cell) {
  return !cell.empty() &&
         (kRunsInSpreadsheets.find(cell[0]) != std::string_view::npos || cell[0] == '\'');
}

std::string without_mark(std::string cell) {
  if (cell.size() > 1 && cell[0] == '\'' && needs_mark(std::string_view(cell).substr(1))) {
    cell.erase(0, 1);
  }
  return cell;
}

// Blanks around a field belong to nobody, except in quotes; libcsv cuts them.
struct Reader {
  std::vector<std::string> cells;
  bool row_ended = false;

  static void on_field(void* bytes, std::size_t size, void* self) {
    static_cast<Reader*>(self)->cells.emplace_back(static_cast<const char*>(bytes), size);
  }
  static void on_row(int, void* self) { static_cast<Reader*>(self)->row_ended = true; }
};

bool valid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    const std::size_t more = c < 0x80 ? 0 : c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : 1;
    if ((c >= 0x80 && c < 0xC2) || c > 0xF4 || i + more >= text.size() + (more == 0 ? 1 : 0)) {
      return false;
    }
    for (std::size_t k = 1; k <= more; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
    }
    i += more + 1;
  }
  return true;
}

struct Parser {
  csv_parser raw{};
  explicit Parser(char delimiter) {
    csv_init(&raw, CSV_STRICT | CSV_STRICT_FINI);
    csv_set_delim(&raw, static_cast<unsigned char>(delimiter));
  }
  ~Parser() { csv_free(&raw); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
};

std::vector<CsvRow> split(std::string_view text, char delimiter, std::vector<LineError>& errors) {
  std::vector<CsvRow> rows;
  Parser parser(delimiter);
  Reader reader;
  int line = 0, row_line = 1;
  bool in_row = false;
  const auto keep_row = [&] {
    if (reader.row_ended) {
      rows.push_back({row_line, std::move(reader.cells)});
      reader = Reader{};
      in_row = false;
    }
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t newline = text.find('\n', at);
    const std::size_t end = newline == std::string_view::npos ? text.size() : newline + 1;
    const std::string_view piece = text.substr(at, end - at);
    at = end;
    ++line;
    if (!in_row) {
      if (piece.find_first_not_of(" \t\r\n") == std::string_view::npos) continue;
      row_line = line;
      in_row = true;
    }
    if (!valid_utf8(piece) || piece.find('\0') != std::string_view::npos) {
      errors.push_back({line, "is not UTF-8 text"});
      return rows;
    }
    if (csv_parse(&parser.raw, piece.data(), piece.size(), &Reader::on_field, &Reader::on_row,
                  &reader) != piece.size()) {
      errors.push_back({row_line, "has a quote mark in a wrong place"});
      return rows;
    }
    keep_row();
  }
  if (csv_fini(&parser.raw, &Reader::on_field, &Reader::on_row, &reader) != 0) {
    errors.push_back({row_line, "has a quote mark that is never closed"});
    return rows;
  }
  keep_row();
  return rows;
}

}  // namespace

CsvTable read_csv(std::string_view text, const std::vector<std::string>& columns,
                  const std::vector<std::string>& optional) {
  CsvTable table;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (text.find('\n') == std::string_view::npos && text.find('\r') != std::string_view::npos) {
    table.errors.push_back({1, "has line ends of carriage returns alone; save it as plain CSV"});
    return table;
  }
  const std::string_view first = text.substr(0, text.find('\n'));
  const char delimiter =
      std::count(first.begin(), first.end(), ';') > std::count(first.begin(), first.end(), ',')
          ? ';'
          : ',';
  std::vector<CsvRow> rows = split(text, delimiter, table.errors);
  if (rows.empty()) {
    if (table.errors.empty()) table.errors.push_back({1, "is empty; a header is needed"});
    return table;
  }
  const CsvRow& header = rows.front();
  std::vector<std::optional<std::size_t>> places;
  for (const std::string& column : columns) {
    const auto found = std::find(header.cells.begin(), header.cells.end(), column);
    if (found != header.cells.end()) {
      places.emplace_back(static_cast<std::size_t>(found - header.cells.begin()));
    } else {
      places.emplace_back(std::nullopt);
      if (std::find(optional.begin(), optional.end(), column) == optional.end()) {
        table.errors.push_back({header.line, "lacks the column " + column});
      }
    }
  }
  for (std::size_t i = 1; i < rows.size(); ++i) {
    CsvRow& row = rows[i];
    if (row.cells.size() != header.cells.size()) {
      table.errors.push_back({row.line, "has " + std::to_string(row.cells.size()) +
                                            " cells, the header has " +
                                            std::to_string(header.cells.size())});
      continue;
    }
    CsvRow ordered{row.line, {}};
    for (const auto& place : places) {
      ordered.cells.push_back(place ? without_mark(row.cells[*place]) : std::string());
    }
    table.rows.push_back(std::move(ordered));
  }
  return table;
}

std::string read_text_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  if (in) text << in.rdbuf();
  if (!in || std::filesystem::is_directory(file)) {
    throw Failure(Exit::kFile, "The file " + file.string() + " cannot be read.");
  }
  return text.str();
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (const std::string& cell : cells) {
    if (!line.empty() || &cell != &cells.front()) line += ',';
    const std::string safe = needs_mark(cell) ? "'" + cell : cell;
    const bool plain = safe.find_first_of(",;\"\r\n\t") == std::string::npos &&
                       (safe.empty() || (safe.front() != ' ' && safe.back() != ' '));
    if (plain) {
      line += safe;
      continue;
    }
    std::string quoted(safe.size() * 2 + 2, '\0');
    quoted.resize(csv_write(quoted.data(), quoted.size(), safe.data(), safe.size()));
    line += quoted;
  }
  return line + "\n";
}

}  // namespace channel_host
