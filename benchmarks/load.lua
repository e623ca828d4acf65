-- wrk sends the deliveries of a file, one after the other, each time under a new id.
-- Arguments: the file, what each id begins with, milliseconds between two of one connection.
local heads, rests, at, name, pause = {}, {}, 0, "", 0

function init(args)
  local file = assert(io.open(args[1], "rb"))
  name, pause = args[2], tonumber(args[3])
  for lengths in file:lines() do
    local head, rest = lengths:match("(%d+) (%d+)")
    heads[#heads + 1], rests[#rests + 1] = file:read(tonumber(head)), file:read(tonumber(rest))
  end
end

function request()
  local n = at % #heads + 1
  at = at + 1
  return heads[n] .. name .. "-" .. at .. rests[n]
end

function delay()
  return pause
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format('\n{"requests": %d, "microseconds": %d, "refused": %d, "broken": %d',
    summary.requests, summary.duration, errors.status, errors.connect + errors.read + errors.write + errors.timeout))
  io.write(string.format(', "p50": %f, "p99": %f, "longest": %f}\n',
    latency:percentile(50), latency:percentile(99), latency.max))
end
