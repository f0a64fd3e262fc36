-- What wrk counted, as one line of JSON; no function per answer, which would measure Lua.
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "bytes": %d, "microseconds": %d, "p99": %d, "refused": %d, "failed": %d}\n',
    summary.requests, summary.bytes, summary.duration, latency:percentile(99.0),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
