#ifndef CLAIRCORE_INTERNAL_HASH_MAP_H_
#define CLAIRCORE_INTERNAL_HASH_MAP_H_

#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <new>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

namespace claircore::internal {

// Abseil's tables where memory may run out. Theirs are left broken, not to be destroyed even, by an
// exception out of the allocation that they grow by; these prove beforehand that there is that much
// room, and throw as long as nothing has happened. What grows is asked for: erasing makes no room.
template <typename Table>
class RoomyTable : public Table {
 public:
  RoomyTable() = default;
  RoomyTable(RoomyTable&&) = default;
  RoomyTable& operator=(RoomyTable&&) = default;
  RoomyTable(const RoomyTable& other) : Table() { CopyFrom(other); }
  RoomyTable& operator=(const RoomyTable& other) {
    if (this != &other) {
      this->clear();
      CopyFrom(other);
    }
    return *this;
  }
  template <std::input_iterator Iterator>
  RoomyTable(Iterator begin, Iterator end) {
    for (; begin != end; ++begin) insert(*begin);
  }
  RoomyTable(typename Table::hasher hash, typename Table::key_equal equal)
      : Table(0, std::move(hash), std::move(equal)) {}
  RoomyTable(std::initializer_list<typename Table::value_type> items)
      : RoomyTable(items.begin(), items.end()) {}

  void reserve(size_t n) {
    if (n > this->capacity() - this->capacity() / 8) Prove(n + n / 7 + 1);
    Table::reserve(n);
  }
  // The first parameters have types of their own, so that they can be written in braces.
  template <typename Value = typename Table::value_type>
  auto insert(Value&& value) {
    MakeRoom();
    return Table::insert(std::forward<Value>(value));
  }
  template <std::input_iterator Iterator>
  void insert(Iterator begin, Iterator end) {
    for (; begin != end; ++begin) insert(*begin);
  }
  template <typename... Args>
  auto emplace(Args&&... args) {
    MakeRoom();
    return Table::emplace(std::forward<Args>(args)...);
  }
  template <typename Key = typename Table::key_type, typename... Args>
  auto try_emplace(Key&& key, Args&&... args) {
    MakeRoom();
    return Table::try_emplace(std::forward<Key>(key), std::forward<Args>(args)...);
  }
  template <typename Key = typename Table::key_type, typename Value>
  auto insert_or_assign(Key&& key, Value&& value) {
    MakeRoom();
    return Table::insert_or_assign(std::forward<Key>(key), std::forward<Value>(value));
  }
  template <typename Key = typename Table::key_type>
  auto& operator[](Key&& key) {
    MakeRoom();
    return Table::operator[](std::forward<Key>(key));
  }

 private:
  void CopyFrom(const RoomyTable& other) {
    reserve(other.size());
    for (const auto& item : other) Table::insert(item);
  }
  void MakeRoom() {
    const size_t capacity = this->capacity();
    if (this->size() >= capacity - capacity / 8 - (capacity == 7)) Prove(capacity);
  }
  // That there is memory for the table of the next size above `capacity` elements.
  static void Prove(size_t capacity) {
    constexpr size_t kSpare = 64;  // marks beyond the last element
    ::operator delete(
        ::operator new((2 * capacity + 1) * (sizeof(typename Table::value_type) + 1) + kSpare));
  }
};

template <typename Key, typename Value, typename... More>
using HashMap = RoomyTable<absl::flat_hash_map<Key, Value, More...>>;
template <typename Key, typename... More>
using HashSet = RoomyTable<absl::flat_hash_set<Key, More...>>;

}  // namespace claircore::internal

#endif  // CLAIRCORE_INTERNAL_HASH_MAP_H_
