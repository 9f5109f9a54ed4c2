#include "indexer/sqlite/sqlite_reader.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "indexer/sqlite/source_vfs.h"
#include "indexer/sqlite/wal_overlay.h"

namespace claircore::internal {
namespace {

constexpr int kMaxValueBytes = 64 << 20;
constexpr uint64_t kMaxDatabaseBytes = uint64_t{1} << 40;
constexpr int kStepsAtOnce = 1000;

struct Limit {
  int id;
  int value;
};
constexpr Limit kLimits[] = {
    {SQLITE_LIMIT_LENGTH, kMaxValueBytes},
    {SQLITE_LIMIT_SQL_LENGTH, 1 << 16},  // of each line of the schema, too
    {SQLITE_LIMIT_COLUMN, 200},
    {SQLITE_LIMIT_EXPR_DEPTH, 50},
    {SQLITE_LIMIT_COMPOUND_SELECT, 3},
    {SQLITE_LIMIT_VDBE_OP, 25'000},
    {SQLITE_LIMIT_FUNCTION_ARG, 8},
    {SQLITE_LIMIT_ATTACHED, 0},
    {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50},
    {SQLITE_LIMIT_VARIABLE_NUMBER, 10},
    {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
    {SQLITE_LIMIT_WORKER_THREADS, 0},
};

struct Switch {
  int id;
  int on;
};
constexpr Switch kSwitches[] = {
    {SQLITE_DBCONFIG_DEFENSIVE, 1},      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
    {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0}, {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
    {SQLITE_DBCONFIG_DQS_DDL, 0},        {SQLITE_DBCONFIG_DQS_DML, 0},
};

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

struct Close {
  void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
};

absl::StatusCode CodeOf(int error) {
  switch (error & 0xff) {
    case SQLITE_NOMEM:
    case SQLITE_TOOBIG:
    case SQLITE_CANTOPEN:  // only ever a temporary file: the result is too large to sort
    case SQLITE_INTERRUPT:
      return absl::StatusCode::kResourceExhausted;
    default:
      return absl::StatusCode::kDataLoss;
  }
}

}  // namespace

struct SqliteReader::State {
  explicit State(std::shared_ptr<const RandomAccessSource> source)
      // What an honest database needs is a small part of this.
      : steps_left(10'000'000 + 8 * std::min(source->size(), kMaxDatabaseBytes)),
        bytes_left((uint64_t{64} << 20) + 4 * std::min(source->size(), kMaxDatabaseBytes)),
        vfs(std::move(source)) {}

  // `now` is the context of all that happens until the result is destroyed.
  auto Use(const Context& now) {
    context = &now;
    vfs.set_context(&now);
    return absl::Cleanup([this] {
      vfs.set_context(nullptr);
      context = nullptr;
    });
  }

  absl::StatusOr<Statement> Prepare(const std::string& sql) {
    sqlite3_stmt* made = nullptr;
    const int error = sqlite3_prepare_v3(connection.get(), sql.c_str(), -1, SQLITE_PREPARE_NO_VTAB,
                                         &made, nullptr);
    if (error != SQLITE_OK) return Why(error);
    return Statement(made);
  }

  // The context's end and the source's own error go before what SQLite makes of them.
  absl::Status Why(int error) {
    CLAIRCORE_RETURN_IF_ERROR(context->Check());
    CLAIRCORE_RETURN_IF_ERROR(vfs.TakeError());
    if (error == SQLITE_INTERRUPT) return TooMuch();
    return absl::Status(CodeOf(error), absl::StrCat("SQLite: ", sqlite3_errmsg(connection.get())));
  }

  static absl::Status TooMuch() {
    return absl::ResourceExhaustedError("SQLite: more work than a database of this size needs");
  }

  // Only tables are read. Which ones is remembered while a query is prepared.
  static int Authorize(void* self, int action, const char* table, const char*, const char*,
                       const char*) {
    if (action == SQLITE_SELECT) return SQLITE_OK;
    if (action != SQLITE_READ || table == nullptr) return SQLITE_DENY;
    static_cast<State*>(self)->tables.insert(table);
    return SQLITE_OK;
  }

  static int Progress(void* self) {
    State& state = *static_cast<State*>(self);
    if (state.context == nullptr || state.context->done()) return 1;
    if (state.steps_left < kStepsAtOnce) return 1;
    state.steps_left -= kStepsAtOnce;
    return 0;
  }

  absl::Status Connect(const Context& now);
  absl::Status RefuseGeneratedColumns();

  uint64_t steps_left;
  uint64_t bytes_left;  // of results
  const Context* context = nullptr;
  std::set<std::string> tables;
  // Used by the connection until it is closed.
  SourceVfs vfs;
  std::unique_ptr<sqlite3, Close> connection;
};

absl::Status SqliteReader::State::Connect(const Context& now) {
  CLAIRCORE_RETURN_IF_ERROR(vfs.Register());
  const absl::Cleanup done = Use(now);
  sqlite3* opened = nullptr;
  const int error = sqlite3_open_v2(
      "database", &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE,
      vfs.name());
  connection.reset(opened);
  if (opened == nullptr) return absl::ResourceExhaustedError("SQLite: out of memory");
  if (error != SQLITE_OK) return Why(error);
  for (const Limit& limit : kLimits) sqlite3_limit(opened, limit.id, limit.value);
  for (const Switch& s : kSwitches) {
    int is_on = 0;
    sqlite3_db_config(opened, s.id, s.on, &is_on);
  }
  sqlite3_progress_handler(opened, kStepsAtOnce, Progress, this);
  return absl::OkStatus();
}

// The schema of a generated column is an expression that would run a time of its choice for every
// row, within one step.
absl::Status SqliteReader::State::RefuseGeneratedColumns() {
  sqlite3_set_authorizer(connection.get(), nullptr, nullptr);
  for (const std::string& table : tables) {
    char* quoted = sqlite3_mprintf("PRAGMA main.table_xinfo(%Q)", table.c_str());
    const absl::Cleanup free = [quoted] { sqlite3_free(quoted); };
    if (quoted == nullptr) return absl::ResourceExhaustedError("SQLite: out of memory");
    CLAIRCORE_ASSIGN_OR_RETURN(const Statement info, Prepare(quoted));
    int error;
    while ((error = sqlite3_step(info.get())) == SQLITE_ROW) {
      // cid, name, type, notnull, dflt_value, pk, hidden
      if (sqlite3_column_int(info.get(), 6) != 0) {
        return absl::DataLossError("SQLite: a table has generated columns");
      }
    }
    if (error != SQLITE_DONE) return Why(error);
  }
  return absl::OkStatus();
}

int64_t SqliteRow::Int(int column) const { return sqlite3_column_int64(statement_, column); }

std::string_view SqliteRow::Text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (text == nullptr) return {};
  return {text, static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string_view SqliteRow::Blob(int column) const {
  const auto* blob = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  if (blob == nullptr) return {};
  return {blob, static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
}

bool SqliteRow::IsNull(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

SqliteReader::SqliteReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
SqliteReader::~SqliteReader() = default;

absl::StatusOr<std::unique_ptr<SqliteReader>> SqliteReader::Open(
    const Context& context, std::shared_ptr<const RandomAccessSource> database,
    std::shared_ptr<const RandomAccessSource> wal) {
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  if (wal != nullptr) {
    CLAIRCORE_ASSIGN_OR_RETURN(database, OverlayWal(context, std::move(database), std::move(wal)));
  }
  auto state = std::make_unique<State>(std::move(database));
  CLAIRCORE_RETURN_IF_ERROR(state->Connect(context));
  std::unique_ptr<SqliteReader> reader(new SqliteReader(std::move(state)));
  CLAIRCORE_RETURN_IF_ERROR(reader->Query(context, "SELECT 1 FROM sqlite_schema",
                                          [](const SqliteRow&) { return false; }));
  return reader;
}

absl::Status SqliteReader::Query(const Context& context, std::string_view sql,
                                 absl::FunctionRef<bool(const SqliteRow& row)> visit) {
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  State& state = *state_;
  const absl::Cleanup done = state.Use(context);
  state.tables.clear();
  sqlite3_set_authorizer(state.connection.get(), State::Authorize, &state);
  CLAIRCORE_ASSIGN_OR_RETURN(const Statement statement, state.Prepare(std::string(sql)));
  CLAIRCORE_RETURN_IF_ERROR(state.RefuseGeneratedColumns());
  const int columns = sqlite3_column_count(statement.get());
  int error;
  while ((error = sqlite3_step(statement.get())) == SQLITE_ROW) {
    uint64_t bytes = 8;
    for (int i = 0; i < columns; ++i) {
      // Asked of a number, its length would turn it into text.
      const int type = sqlite3_column_type(statement.get(), i);
      if (type != SQLITE_TEXT && type != SQLITE_BLOB) continue;
      bytes += static_cast<uint64_t>(sqlite3_column_bytes(statement.get(), i));
    }
    if (bytes > state.bytes_left) return State::TooMuch();
    state.bytes_left -= bytes;
    if (!visit(SqliteRow(statement.get()))) return absl::OkStatus();
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
  }
  if (error != SQLITE_DONE) return state.Why(error);
  return absl::OkStatus();
}

}  // namespace claircore::internal
