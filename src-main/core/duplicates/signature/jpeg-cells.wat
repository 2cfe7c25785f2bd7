;; Reads the Huffman codes of a baseline JPEG and adds up, for each column of the grid, what its lightness has of each
;; vertical frequency. Built by scripts/build-kernels.ts into jpeg-cells-module.ts; a test checks that the two agree.
;;
;; Where things lie is said in jpeg-memory.ts, what the tables of codes hold in jpeg-codes.ts. Some code stands here three
;; times, since calls would cost as much as what they do: filling up the bits, looking up a code, reading its number.
(module
  (memory (export "memory") 4)

  ;; Copies coded bytes without the zeros that follow each 255, up to the first marker. Returns where it ends; where the
  ;; marker was goes to address 4.
  (func (export "unstuff") (param $from i32) (param $end i32) (param $to i32) (result i32)
    (local $sixteen v128) (local $byte i32)
    (block $done
      (loop $next
        (block $single
          (br_if $single (i32.gt_u (i32.add (local.get $from) (i32.const 16)) (local.get $end)))
          (local.set $sixteen (v128.load (local.get $from)))
          (br_if $single (v128.any_true (i8x16.eq (local.get $sixteen) (i8x16.splat (i32.const 255)))))
          (v128.store (local.get $to) (local.get $sixteen))
          (local.set $from (i32.add (local.get $from) (i32.const 16)))
          (local.set $to (i32.add (local.get $to) (i32.const 16)))
          (br $next))
        (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
        (local.set $byte (i32.load8_u (local.get $from)))
        (if (i32.eq (local.get $byte) (i32.const 255))
          (then
            (br_if $done (i32.load8_u offset=1 (local.get $from)))
            (local.set $from (i32.add (local.get $from) (i32.const 1)))))
        (i32.store8 (local.get $to) (local.get $byte))
        (local.set $from (i32.add (local.get $from) (i32.const 1)))
        (local.set $to (i32.add (local.get $to) (i32.const 1)))
        (br $next)))
    (i32.store (i32.const 4) (local.get $from))
    (local.get $to))

  ;; Turns the bytes of every four around, so that four bytes are read as one number with the first bit on top.
  (func (export "turn") (param $from i32) (param $end i32)
    (loop $next
      (v128.store (local.get $from)
        (i8x16.shuffle 3 2 1 0 7 6 5 4 11 10 9 8 15 14 13 12 (v128.load (local.get $from)) (v128.load (local.get $from))))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $from) (local.get $end)))))

  ;; The entry of a code that is longer than the table looks ahead, or 0 where there is no such code.
  (func $long (param $bits i64) (param $codes i32) (result i32)
    (local $length i32) (local $code i32) (local $at i32)
    (local.set $length (i32.const 11))
    (loop $next
      (local.set $code (i32.wrap_i64 (i64.shr_u (local.get $bits) (i64.extend_i32_u (i32.sub (i32.const 64) (local.get $length))))))
      (local.set $at (i32.add (local.get $codes) (i32.shl (local.get $length) (i32.const 2))))
      (if (i32.lt_s (local.get $code) (i32.load (local.get $at)))
        (then
          (return (i32.load offset=256
            (i32.add (local.get $codes)
              (i32.shl (i32.add (local.get $code) (i32.load offset=128 (local.get $at))) (i32.const 2)))))))
      (local.set $length (i32.add (local.get $length) (i32.const 1)))
      (br_if $next (i32.le_u (local.get $length) (i32.const 16))))
    (i32.const 0))

  ;; Reads so many units from the one at place $x of its row, each the blocks that the plan lists; 1 where what is read
  ;; cannot be.
  (func (export "read") (param $x i32) (param $units i32) (param $across i32) (result i32)
    (local $bits i64) (local $count i32) (local $at i32) (local $limit i32)
    (local $plan i32) (local $planEnd i32) (local $entry i32) (local $next i32) (local $k i32) (local $value i32)
    (local $size i32) (local $single i32) (local $skip i32) (local $long i32) (local $predicted i32)
    (local $sums i32) (local $cut i32) (local $place i32) (local $part f64)
    (local.set $at (i32.load (i32.const 8)))
    (local.set $count (i32.load (i32.const 12)))
    (local.set $bits (i64.load (i32.const 16)))
    (local.set $limit (i32.load (i32.const 24)))
    (local.set $planEnd (i32.add (i32.const 128) (i32.shl (i32.load (i32.const 28)) (i32.const 5))))
    (block $bad
      (block $allRead
        (loop $unit
          (br_if $allRead (i32.eqz (local.get $units)))
          (br_if $bad (i32.gt_u (local.get $at) (local.get $limit)))
          (local.set $plan (i32.const 128))
          (loop $block
            ;; How far the mean of the block is from that of the one before.
            (if (i32.le_s (local.get $count) (i32.const 32))
              (then
                (local.set $bits (i64.or (local.get $bits)
                  (i64.shl (i64.load32_u (local.get $at)) (i64.extend_i32_u (i32.sub (i32.const 32) (local.get $count))))))
                (local.set $at (i32.add (local.get $at) (i32.const 4)))
                (local.set $count (i32.add (local.get $count) (i32.const 32)))))
            (local.set $entry (i32.load (i32.add (i32.load (local.get $plan))
              (i32.and (i32.wrap_i64 (i64.shr_u (local.get $bits) (i64.const 52))) (i32.const 0xffc)))))
            (if (i32.eqz (local.get $entry))
              (then
                (local.set $entry (call $long (local.get $bits) (i32.load offset=4 (local.get $plan))))
                (br_if $bad (i32.eqz (local.get $entry)))))
            (local.set $size (i32.and (i32.shr_u (local.get $entry) (i32.const 16)) (i32.const 255)))
            (local.set $value (i32.and
              (i32.wrap_i64 (i64.shr_u (local.get $bits)
                (i64.extend_i32_u (i32.sub (i32.const 64) (i32.shr_u (local.get $entry) (i32.const 24))))))
              (i32.sub (i32.shl (i32.const 1) (local.get $size)) (i32.const 1))))
            (local.set $value (i32.add (local.get $value)
              (i32.and
                (i32.sub (i32.shr_u (local.get $value) (i32.sub (local.get $size) (i32.const 1))) (i32.const 1))
                (i32.sub (i32.const 1) (i32.shl (i32.const 1) (local.get $size))))))
            (local.set $bits (i64.shl (local.get $bits) (i64.and (i64.extend_i32_u (local.get $entry)) (i64.const 255))))
            (local.set $count (i32.sub (local.get $count) (i32.and (local.get $entry) (i32.const 255))))
            (block $blockDone
              (block $rest
                (if (i32.eqz (local.tee $sums (i32.load offset=20 (local.get $plan))))
                  (then
                    (br_if $blockDone (i32.and (local.get $entry) (i32.const 0x8000)))
                    (local.set $single (i32.load offset=8 (local.get $plan)))
                    (local.set $skip (i32.load offset=12 (local.get $plan)))
                    (local.set $long (i32.load offset=16 (local.get $plan)))
                    (local.set $k (i32.const 1))
                    (br $rest)))
                ;; A block of lightness: what its place adds up to, and how an edge of the grid cuts it.
                (local.set $predicted (i32.add (i32.load (i32.const 32)) (local.get $value)))
                (i32.store (i32.const 32) (local.get $predicted))
                (local.set $place (i32.add (i32.const 0x9000)
                  (i32.shl (i32.add (i32.mul (local.get $x) (local.get $across)) (i32.load offset=24 (local.get $plan))) (i32.const 3))))
                (local.set $sums (i32.add (local.get $sums) (i32.load (local.get $place))))
                (local.set $value (i32.mul (local.get $predicted) (i32.load (i32.const 0x400))))
                (i32.store (local.get $sums) (i32.add (i32.load (local.get $sums)) (local.get $value)))
                (if (local.tee $cut (i32.load offset=4 (local.get $place)))
                  (then
                    (local.set $part (f64.mul (f64.convert_i32_s (local.get $value)) (f64.load (local.get $cut))))
                    (f64.store offset=0x21c0 (local.get $sums) (f64.add (f64.load offset=0x21c0 (local.get $sums)) (local.get $part)))
                    (f64.store offset=0x2200 (local.get $sums) (f64.sub (f64.load offset=0x2200 (local.get $sums)) (local.get $part)))))
                (br_if $blockDone (i32.and (local.get $entry) (i32.const 0x8000)))
                (local.set $single (i32.load offset=8 (local.get $plan)))
                (local.set $skip (i32.load offset=12 (local.get $plan)))
                (local.set $long (i32.load offset=16 (local.get $plan)))
                (local.set $k (i32.const 1))
                (if (i32.eqz (local.get $cut))
                  (then
                    (loop $number
                      (if (i32.le_s (local.get $count) (i32.const 32))
                        (then
                          (local.set $bits (i64.or (local.get $bits)
                            (i64.shl (i64.load32_u (local.get $at)) (i64.extend_i32_u (i32.sub (i32.const 32) (local.get $count))))))
                          (local.set $at (i32.add (local.get $at) (i32.const 4)))
                          (local.set $count (i32.add (local.get $count) (i32.const 32)))))
                      (local.set $entry (i32.load (i32.add (local.get $single)
                        (i32.and (i32.wrap_i64 (i64.shr_u (local.get $bits) (i64.const 52))) (i32.const 0xffc)))))
                      (if (i32.eqz (local.get $entry))
                        (then
                          (local.set $entry (call $long (local.get $bits) (local.get $long)))
                          (br_if $bad (i32.eqz (local.get $entry)))))
                      (local.set $k (i32.add (local.get $k)
                        (i32.and (i32.shr_u (local.get $entry) (i32.const 8)) (i32.const 255))))
                      (if (i32.gt_u (local.get $k) (i32.const 64))
                        (then
                          (br_if $bad (i32.lt_u (local.get $k) (i32.const 128)))
                          (local.set $bits (i64.shl (local.get $bits) (i64.and (i64.extend_i32_u (local.get $entry)) (i64.const 255))))
                          (local.set $count (i32.sub (local.get $count) (i32.and (local.get $entry) (i32.const 255))))
                          (br $blockDone)))
                      (local.set $size (i32.shr_u (local.get $entry) (i32.const 16)))
                      (local.set $value (i32.and
                        (i32.wrap_i64 (i64.shr_u (local.get $bits)
                          (i64.extend_i32_u (i32.sub (i32.const 64) (i32.and (local.get $entry) (i32.const 255))))))
                        (i32.sub (i32.shl (i32.const 1) (local.get $size)) (i32.const 1))))
                      (local.set $value (i32.add (local.get $value)
                        (i32.and
                          (i32.sub (i32.shr_u (local.get $value) (i32.sub (local.get $size) (i32.const 1))) (i32.const 1))
                          (i32.sub (i32.const 1) (i32.shl (i32.const 1) (local.get $size))))))
                      (local.set $bits (i64.shl (local.get $bits) (i64.and (i64.extend_i32_u (local.get $entry)) (i64.const 255))))
                      (local.set $count (i32.sub (local.get $count) (i32.and (local.get $entry) (i32.const 255))))
                      (local.set $next (i32.shl (local.get $k) (i32.const 2)))
                      (local.set $place (i32.add (local.get $sums) (i32.load offset=0x5fc (local.get $next))))
                      (i32.store (local.get $place)
                        (i32.add (i32.load (local.get $place))
                          (i32.mul (local.get $value) (i32.load offset=0x3fc (local.get $next)))))
                      ;; Behind the 36th number nothing goes from the top to the bottom alone.
                      (br_if $number (i32.lt_u (local.get $k) (i32.const 36))))
                    (br_if $rest (i32.lt_u (local.get $k) (i32.const 64)))
                    (br $blockDone)))
                ;; The left part of a cut block goes to the column before, all numbers of it.
                (loop $number
                  (if (i32.le_s (local.get $count) (i32.const 32))
                    (then
                      (local.set $bits (i64.or (local.get $bits)
                        (i64.shl (i64.load32_u (local.get $at)) (i64.extend_i32_u (i32.sub (i32.const 32) (local.get $count))))))
                      (local.set $at (i32.add (local.get $at) (i32.const 4)))
                      (local.set $count (i32.add (local.get $count) (i32.const 32)))))
                  (local.set $entry (i32.load (i32.add (local.get $single)
                    (i32.and (i32.wrap_i64 (i64.shr_u (local.get $bits) (i64.const 52))) (i32.const 0xffc)))))
                  (if (i32.eqz (local.get $entry))
                    (then
                      (local.set $entry (call $long (local.get $bits) (local.get $long)))
                      (br_if $bad (i32.eqz (local.get $entry)))))
                  (local.set $k (i32.add (local.get $k)
                    (i32.and (i32.shr_u (local.get $entry) (i32.const 8)) (i32.const 255))))
                  (if (i32.gt_u (local.get $k) (i32.const 64))
                    (then
                      (br_if $bad (i32.lt_u (local.get $k) (i32.const 128)))
                      (local.set $bits (i64.shl (local.get $bits) (i64.and (i64.extend_i32_u (local.get $entry)) (i64.const 255))))
                      (local.set $count (i32.sub (local.get $count) (i32.and (local.get $entry) (i32.const 255))))
                      (br $blockDone)))
                  (local.set $size (i32.shr_u (local.get $entry) (i32.const 16)))
                  (local.set $value (i32.and
                    (i32.wrap_i64 (i64.shr_u (local.get $bits)
                      (i64.extend_i32_u (i32.sub (i32.const 64) (i32.and (local.get $entry) (i32.const 255))))))
                    (i32.sub (i32.shl (i32.const 1) (local.get $size)) (i32.const 1))))
                  (local.set $value (i32.add (local.get $value)
                    (i32.and
                      (i32.sub (i32.shr_u (local.get $value) (i32.sub (local.get $size) (i32.const 1))) (i32.const 1))
                      (i32.sub (i32.const 1) (i32.shl (i32.const 1) (local.get $size))))))
                  (local.set $bits (i64.shl (local.get $bits) (i64.and (i64.extend_i32_u (local.get $entry)) (i64.const 255))))
                  (local.set $count (i32.sub (local.get $count) (i32.and (local.get $entry) (i32.const 255))))
                  (local.set $next (i32.shl (local.get $k) (i32.const 2)))
                  (local.set $value (i32.mul (local.get $value) (i32.load offset=0x3fc (local.get $next))))
                  (local.set $place (i32.add (local.get $sums) (i32.load offset=0x5fc (local.get $next))))
                  (i32.store (local.get $place) (i32.add (i32.load (local.get $place)) (local.get $value)))
                  (local.set $part (f64.mul (f64.convert_i32_s (local.get $value))
                    (f64.load offset=0 (i32.add (local.get $cut) (i32.shl (i32.sub (local.get $k) (i32.const 1)) (i32.const 3))))))
                  (local.set $place (i32.add (local.get $sums) (i32.load offset=0x7fc (local.get $next))))
                  (f64.store offset=0x21c0 (local.get $place) (f64.add (f64.load offset=0x21c0 (local.get $place)) (local.get $part)))
                  (f64.store offset=0x2200 (local.get $place) (f64.sub (f64.load offset=0x2200 (local.get $place)) (local.get $part)))
                  (br_if $number (i32.lt_u (local.get $k) (i32.const 64))))
                (br $blockDone))
              ;; Nobody asks for the rest of the block: several codes are read at once.
              (loop $number
                (if (i32.le_s (local.get $count) (i32.const 32))
                  (then
                    (local.set $bits (i64.or (local.get $bits)
                      (i64.shl (i64.load32_u (local.get $at)) (i64.extend_i32_u (i32.sub (i32.const 32) (local.get $count))))))
                    (local.set $at (i32.add (local.get $at) (i32.const 4)))
                    (local.set $count (i32.add (local.get $count) (i32.const 32)))))
                (local.set $value (i32.and (i32.wrap_i64 (i64.shr_u (local.get $bits) (i64.const 52))) (i32.const 0xffc)))
                (local.set $entry (i32.load (i32.add (local.get $skip) (local.get $value))))
                (local.set $next (i32.add (local.get $k) (i32.shr_u (local.get $entry) (i32.const 8))))
                (block $one
                  (br_if $one (i32.eqz (local.get $entry)))
                  (if (i32.lt_u (local.get $next) (i32.const 64))
                    (then
                      (local.set $bits (i64.shl (local.get $bits) (i64.and (i64.extend_i32_u (local.get $entry)) (i64.const 255))))
                      (local.set $count (i32.sub (local.get $count) (i32.and (local.get $entry) (i32.const 255))))
                      (local.set $k (local.get $next))
                      (br $number)))
                  ;; The last of them would begin behind the end of the block.
                  (br_if $one (i32.ge_u (i32.sub (local.get $next) (i32.const 128)) (i32.const 64)))
                  (local.set $bits (i64.shl (local.get $bits) (i64.and (i64.extend_i32_u (local.get $entry)) (i64.const 255))))
                  (local.set $count (i32.sub (local.get $count) (i32.and (local.get $entry) (i32.const 255))))
                  (br $blockDone))
                (local.set $entry (i32.load (i32.add (local.get $single) (local.get $value))))
                (if (i32.eqz (local.get $entry))
                  (then
                    (local.set $entry (call $long (local.get $bits) (local.get $long)))
                    (br_if $bad (i32.eqz (local.get $entry)))))
                (local.set $k (i32.add (local.get $k)
                  (i32.and (i32.shr_u (local.get $entry) (i32.const 8)) (i32.const 255))))
                (local.set $bits (i64.shl (local.get $bits) (i64.and (i64.extend_i32_u (local.get $entry)) (i64.const 255))))
                (local.set $count (i32.sub (local.get $count) (i32.and (local.get $entry) (i32.const 255))))
                (br_if $number (i32.lt_u (local.get $k) (i32.const 64)))
                (br_if $bad (i32.and (i32.gt_u (local.get $k) (i32.const 64)) (i32.lt_u (local.get $k) (i32.const 128))))))
            (local.set $plan (i32.add (local.get $plan) (i32.const 32)))
            (br_if $block (i32.lt_u (local.get $plan) (local.get $planEnd))))
          (local.set $x (i32.add (local.get $x) (i32.const 1)))
          (local.set $units (i32.sub (local.get $units) (i32.const 1)))
          (br $unit)))
      (i32.store (i32.const 8) (local.get $at))
      (i32.store (i32.const 12) (local.get $count))
      (i64.store (i32.const 16) (local.get $bits))
      (return (i32.const 0)))
    (i32.const 1)))
