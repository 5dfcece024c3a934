-- KEYS: three accounts, the counter of holds. ARGV: usd, input, output, retries, now.
-- The hold's number, or the account that refuses, below 0.
local usd, input, output, retries = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local held = {}
for i = 1, 3 do
  local a = redis.call('HMGET', KEYS[i],
    'limit.usd', 'limit.tokens', 'limit.input', 'limit.output', 'limit.calls', 'limit.retries', 'limit.open',
    'spent.usd', 'spent.input', 'spent.output', 'spent.calls', 'spent.retries',
    'held.usd', 'held.input', 'held.output', 'held.calls', 'held.retries')
  local taken = a[9] + a[10] + a[14] + a[15]
  if usd > a[1] - a[8] - a[13] or input + output > a[2] - taken
    or input > a[3] - a[9] - a[14] or output > a[4] - a[10] - a[15]
    or 1 > a[5] - a[11] - a[16] or retries > a[6] - a[12] - a[17] or 1 > a[7] - a[16] then
    return -i
  end
  held[i] = a
end
for i = 1, 3 do
  local a = held[i]
  redis.call('HSET', KEYS[i], 'held.usd', a[13] + usd, 'held.input', a[14] + input,
    'held.output', a[15] + output, 'held.calls', a[16] + 1, 'held.retries', a[17] + retries)
end
local hold = redis.call('INCR', KEYS[4])
redis.call('HSET', 'hold:' .. hold, 'usd', usd, 'input', input, 'output', output, 'retries', retries, 'time', ARGV[5])
return hold
