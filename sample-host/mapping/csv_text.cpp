#include "mapping/csv_text.hpp"

#include <csv.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "bounded_file.hpp"
#include "mapping/text_check.hpp"

namespace channel_host {
namespace {

constexpr std::string_view kRunsInSpreadsheets = "=+-@\t\r";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kMostMib = 256;

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

// UTF-16 with its mark, or Latin text without one: every second byte is NUL.
bool is_utf16(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return true;
  return text.size() >= 4 &&
         ((text[0] == '\0' && text[2] == '\0') || (text[1] == '\0' && text[3] == '\0'));
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
  std::optional<Parser> parser(delimiter);
  Reader reader;
  int line = 0, row_line = 1;
  bool in_row = false, refused = false;
  const auto begin_again = [&] {
    reader = Reader{};
    in_row = refused = false;
  };
  const auto refuse = [&](int at, const char* message) {
    if (!std::exchange(refused, true)) errors.push_back({at, message});
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
    if (!valid_utf8(piece)) {
      refuse(line, "is not UTF-8 text; save the file as CSV UTF-8");
    } else if (has_control_characters(piece)) {
      refuse(line, "holds a control character");
    }
    if (csv_parse(&parser->raw, piece.data(), piece.size(), &Reader::on_field, &Reader::on_row,
                  &reader) != piece.size()) {
      refuse(row_line, "has a quote mark in a wrong place");
      parser.emplace(delimiter);
      begin_again();
      continue;
    }
    if (reader.row_ended) {
      if (!refused) rows.push_back({row_line, std::move(reader.cells)});
      begin_again();
    }
  }
  if (csv_fini(&parser->raw, &Reader::on_field, &Reader::on_row, &reader) != 0) {
    refuse(row_line, "has a quote mark that is never closed");
  } else if (reader.row_ended && !refused) {
    rows.push_back({row_line, std::move(reader.cells)});
  }
  return rows;
}

// Header names: blanks and letter case do not matter.
std::string column_name(std::string_view cell) {
  std::string name(cell);
  while (!name.empty() && name.back() == ' ') name.pop_back();
  name.erase(0, std::min(name.find_first_not_of(' '), name.size()));
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return name;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

// Where each column stands in the rows; nothing for an optional one that is missing.
std::vector<std::optional<std::size_t>> places_of(const CsvRow& header,
                                                  const std::vector<std::string>& columns,
                                                  const std::vector<std::string>& optional,
                                                  std::vector<LineError>& errors) {
  std::vector<std::optional<std::size_t>> places(columns.size());
  for (std::size_t i = 0; i < header.cells.size(); ++i) {
    const std::string name = column_name(header.cells[i]);
    const auto column = std::find(columns.begin(), columns.end(), name);
    if (column == columns.end()) {
      errors.push_back({header.line, "has a column that is not known: " + header.cells[i] +
                                         " (columns: " + joined(columns) + ")"});
    } else if (auto& place = places[static_cast<std::size_t>(column - columns.begin())]; place) {
      errors.push_back({header.line, "has the column " + name + " twice"});
    } else {
      place = i;
    }
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (places[i]) continue;
    if (std::find(optional.begin(), optional.end(), columns[i]) != optional.end()) continue;
    errors.push_back(
        {header.line, "lacks the column " + columns[i] + " (columns: " + joined(columns) + ")"});
  }
  return places;
}

}  // namespace

CsvTable read_csv(std::string_view text, const std::vector<std::string>& columns,
                  const std::vector<std::string>& optional) {
  CsvTable table;
  if (is_utf16(text)) {
    table.errors.push_back({1, "is UTF-16 text; save the file as CSV UTF-8"});
    return table;
  }
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
    if (table.errors.empty()) {
      table.errors.push_back({1, "is empty; the header " + joined(columns) + " is needed"});
    }
    return table;
  }
  const CsvRow& header = rows.front();
  std::vector<LineError> wrong_header;
  const auto places = places_of(header, columns, optional, wrong_header);
  if (!wrong_header.empty()) {  // no row can be read then
    table.errors = std::move(wrong_header);
    return table;
  }
  table.rows.reserve(rows.size() - 1);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    CsvRow& row = rows[i];
    if (row.cells.size() != header.cells.size()) {
      table.errors.push_back({row.line, "has " + std::to_string(row.cells.size()) +
                                            " cells, the header has " +
                                            std::to_string(header.cells.size())});
      continue;
    }
    CsvRow ordered{row.line, {}};
    ordered.cells.reserve(places.size());
    for (const auto& place : places) {
      ordered.cells.push_back(place ? without_mark(std::move(row.cells[*place])) : std::string());
    }
    table.rows.push_back(std::move(ordered));
  }
  return table;
}

std::string read_text_file(const std::filesystem::path& file) {
  return read_bounded_file(file, kMostMib, "Split it into several; each is imported by itself.");
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
