-- Submissions for wrk: the body of BENCH_BODY with an id of its own behind it.
local file = assert(io.open(os.getenv("BENCH_BODY"), "r"))
local body = file:read("*a") .. "&instance_id="
file:close()
local path = os.getenv("BENCH_PATH")
local headers = {["Content-Type"] = "application/x-www-form-urlencoded", ["Accept"] = "application/json"}
local threads = 0

function setup(thread)
	threads = threads + 1
	thread:set("number", threads)
end

function init()
	-- Not the time alone: threads begin together, and so may runs.
	local random = assert(io.open("/dev/urandom", "rb"))
	local a, b, c, d = random:read(4):byte(1, 4)
	random:close()
	math.randomseed(number + ((a * 256 + b) * 256 + c) * 128 + d % 128)
end

local function hex(digits)
	local out = {}
	for i = 1, digits do
		out[i] = string.format("%x", math.random(0, 15))
	end
	return table.concat(out)
end

function request()
	local id = hex(8) .. "-" .. hex(4) .. "-4" .. hex(3) .. "-a" .. hex(3) .. "-" .. hex(12)
	return wrk.format("POST", path, headers, body .. id)
end
