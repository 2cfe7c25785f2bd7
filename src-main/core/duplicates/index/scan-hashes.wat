;; Looks at hashes of 256 bits that lie one behind the other, and writes down those near a given one.
(module
  (memory (export "memory") 1)

  ;; For each hash from $at up to $end that differs from the one at $hash in at most $bound bits: its byte distance from
  ;; $at and the bits, as two i32, from $found on. Returns where the last one ends.
  (func (export "scan")
    (param $hash i32) (param $at i32) (param $end i32) (param $bound i32) (param $found i32) (result i32)
    (local $first i32) (local $distance i32)
    (local $a i64) (local $b i64) (local $c i64) (local $d i64)
    (local.set $a (i64.load (local.get $hash)))
    (local.set $b (i64.load offset=8 (local.get $hash)))
    (local.set $c (i64.load offset=16 (local.get $hash)))
    (local.set $d (i64.load offset=24 (local.get $hash)))
    (local.set $first (local.get $at))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $distance
          (i32.wrap_i64
            (i64.add
              (i64.add
                (i64.popcnt (i64.xor (local.get $a) (i64.load (local.get $at))))
                (i64.popcnt (i64.xor (local.get $b) (i64.load offset=8 (local.get $at)))))
              (i64.add
                (i64.popcnt (i64.xor (local.get $c) (i64.load offset=16 (local.get $at))))
                (i64.popcnt (i64.xor (local.get $d) (i64.load offset=24 (local.get $at))))))))
        (if (i32.le_u (local.get $distance) (local.get $bound))
          (then
            (i32.store (local.get $found) (i32.sub (local.get $at) (local.get $first)))
            (i32.store offset=4 (local.get $found) (local.get $distance))
            (local.set $found (i32.add (local.get $found) (i32.const 8)))))
        (local.set $at (i32.add (local.get $at) (i32.const 32)))
        (br $next)))
    (local.get $found)))
