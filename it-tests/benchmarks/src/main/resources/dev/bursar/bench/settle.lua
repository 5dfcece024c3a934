-- KEYS: three accounts, the hold. ARGV: usd, input, output.
-- 1, or 0 where the hold has ended already.
local h = redis.call('HMGET', KEYS[4], 'usd', 'input', 'output', 'retries')
if not h[1] then
  return 0
end
for i = 1, 3 do
  local a = redis.call('HMGET', KEYS[i],
    'spent.usd', 'spent.input', 'spent.output', 'spent.calls', 'spent.retries',
    'held.usd', 'held.input', 'held.output', 'held.calls', 'held.retries')
  redis.call('HSET', KEYS[i],
    'spent.usd', a[1] + ARGV[1], 'spent.input', a[2] + ARGV[2], 'spent.output', a[3] + ARGV[3],
    'spent.calls', a[4] + 1, 'spent.retries', a[5] + h[4],
    'held.usd', a[6] - h[1], 'held.input', a[7] - h[2], 'held.output', a[8] - h[3],
    'held.calls', a[9] - 1, 'held.retries', a[10] - h[4])
end
redis.call('DEL', KEYS[4])
return 1
