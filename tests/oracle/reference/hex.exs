# Elixir's Version.compare on lines "A<TAB>B": '<', '=', '>' or '!'.
:io.setopts(:standard_io, encoding: :latin1)

IO.stream(:stdio, :line)
|> Stream.map(fn line ->
  [a, b] = line |> String.trim_trailing("\n") |> String.split("\t")

  with {:ok, a} <- Version.parse(a), {:ok, b} <- Version.parse(b) do
    case Version.compare(a, b) do
      :lt -> "<"
      :eq -> "="
      :gt -> ">"
    end
  else
    :error -> "!"
  end
end)
|> Stream.chunk_every(1000)
|> Enum.each(fn lines -> IO.write(Enum.map(lines, &[&1, "\n"])) end)
