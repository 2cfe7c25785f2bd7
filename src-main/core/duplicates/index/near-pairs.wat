;; Finds near ones among many hashes of 256 bits: divides them into cells, makes sketches of 128 bits, brings those together
;; that agree in chosen bits of the sketch, and compares them.
(module
  (memory (export "memory") 1)

  ;; How far the comparison has come where it had to stop because there was no more room for what it found.
  (global $bucket (mut i32) (i32.const 0))
  (global $place (mut i32) (i32.const 0))
  (global $other (mut i32) (i32.const 0))

  ;; For each hash from $hash up to $hashEnd, the centres that are at most $margin bits further than the nearest one: the
  ;; number of the hash and that of the centre, as two i32, from $found on. Returns where the last one ends.
  (func (export "assign")
    (param $hash i32) (param $hashEnd i32) (param $centres i32) (param $centresEnd i32) (param $margin i32)
    (param $distances i32) (param $found i32) (result i32)
    (local $number i32) (local $at i32) (local $out i32) (local $distance i32) (local $most i32)
    (local $a i64) (local $b i64) (local $c i64) (local $d i64)
    (block $done
      (loop $nextHash
        (br_if $done (i32.ge_u (local.get $hash) (local.get $hashEnd)))
        (local.set $a (i64.load (local.get $hash)))
        (local.set $b (i64.load offset=8 (local.get $hash)))
        (local.set $c (i64.load offset=16 (local.get $hash)))
        (local.set $d (i64.load offset=24 (local.get $hash)))
        (local.set $most (i32.const 256))
        (local.set $at (local.get $centres))
        (local.set $out (local.get $distances))
        (loop $nextCentre
          (local.set $distance
            (i32.wrap_i64
              (i64.add
                (i64.add
                  (i64.popcnt (i64.xor (local.get $a) (i64.load (local.get $at))))
                  (i64.popcnt (i64.xor (local.get $b) (i64.load offset=8 (local.get $at)))))
                (i64.add
                  (i64.popcnt (i64.xor (local.get $c) (i64.load offset=16 (local.get $at))))
                  (i64.popcnt (i64.xor (local.get $d) (i64.load offset=24 (local.get $at))))))))
          (i32.store (local.get $out) (local.get $distance))
          (local.set $most
            (select (local.get $distance) (local.get $most) (i32.lt_u (local.get $distance) (local.get $most))))
          (local.set $out (i32.add (local.get $out) (i32.const 4)))
          (local.set $at (i32.add (local.get $at) (i32.const 32)))
          (br_if $nextCentre (i32.lt_u (local.get $at) (local.get $centresEnd))))
        (local.set $most (i32.add (local.get $most) (local.get $margin)))
        (local.set $at (local.get $distances))
        (loop $nextDistance
          (if (i32.le_u (i32.load (local.get $at)) (local.get $most))
            (then
              (i32.store (local.get $found) (local.get $number))
              (i32.store offset=4 (local.get $found)
                (i32.shr_u (i32.sub (local.get $at) (local.get $distances)) (i32.const 2)))
              (local.set $found (i32.add (local.get $found) (i32.const 8)))))
          (local.set $at (i32.add (local.get $at) (i32.const 4)))
          (br_if $nextDistance (i32.lt_u (local.get $at) (local.get $out))))
        (local.set $number (i32.add (local.get $number) (i32.const 1)))
        (local.set $hash (i32.add (local.get $hash) (i32.const 32)))
        (br $nextHash)))
    (local.get $found))

  ;; The sketches of the hashes with these numbers: what the table says of the value of every byte, all together.
  (func (export "sketch")
    (param $ids i32) (param $end i32) (param $hashes i32) (param $table i32) (param $out i32)
    (local $at i32) (local $stop i32) (local $row i32) (local $sum v128)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $ids) (local.get $end)))
        (local.set $at (i32.add (local.get $hashes) (i32.shl (i32.load (local.get $ids)) (i32.const 5))))
        (local.set $stop (i32.add (local.get $at) (i32.const 32)))
        (local.set $row (local.get $table))
        (local.set $sum (v128.const i64x2 0 0))
        (loop $byte
          (local.set $sum
            (v128.or (local.get $sum)
              (v128.load (i32.add (local.get $row) (i32.shl (i32.load8_u (local.get $at)) (i32.const 4))))))
          (local.set $row (i32.add (local.get $row) (i32.const 4096)))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br_if $byte (i32.lt_u (local.get $at) (local.get $stop))))
        (v128.store (local.get $out) (local.get $sum))
        (local.set $out (i32.add (local.get $out) (i32.const 16)))
        (local.set $ids (i32.add (local.get $ids) (i32.const 4)))
        (br $next))))

  ;; Sorts sketches by what is left of them under a mask, mixed to some bits; $ends has then the end of each bucket, $places
  ;; which sketch each one was. The next comparison begins anew.
  (func (export "group")
    (param $sketches i32) (param $count i32) (param $mask i32) (param $bits i32)
    (param $keys i32) (param $ends i32) (param $sorted i32) (param $places i32)
    (local $low i64) (local $high i64) (local $mixed i64) (local $shift i64)
    (local $at i32) (local $stop i32) (local $key i32) (local $sum i32) (local $size i32) (local $place i32)
    (local.set $low (i64.load (local.get $mask)))
    (local.set $high (i64.load offset=8 (local.get $mask)))
    (local.set $shift (i64.extend_i32_u (i32.sub (i32.const 64) (local.get $bits))))
    (memory.fill (local.get $ends) (i32.const 0) (i32.shl (i32.const 4) (local.get $bits)))
    (local.set $at (local.get $sketches))
    (local.set $stop (i32.add (local.get $sketches) (i32.shl (local.get $count) (i32.const 4))))
    (local.set $place (local.get $keys))
    (block $counted
      (loop $count
        (br_if $counted (i32.ge_u (local.get $at) (local.get $stop)))
        (local.set $mixed
          (i64.add
            (i64.mul (i64.and (i64.load (local.get $at)) (local.get $low)) (i64.const 0x9e3779b97f4a7c15))
            (i64.mul (i64.and (i64.load offset=8 (local.get $at)) (local.get $high)) (i64.const 0xd6e8feb86659fd93))))
        (local.set $mixed
          (i64.mul
            (i64.xor (local.get $mixed) (i64.shr_u (local.get $mixed) (i64.const 32)))
            (i64.const 0xff51afd7ed558ccd)))
        (local.set $key
          (i32.add (local.get $ends)
            (i32.shl (i32.wrap_i64 (i64.shr_u (local.get $mixed) (local.get $shift))) (i32.const 2))))
        (i32.store (local.get $place) (local.get $key))
        (i32.store (local.get $key) (i32.add (i32.load (local.get $key)) (i32.const 1)))
        (local.set $place (i32.add (local.get $place) (i32.const 4)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $count)))
    (local.set $at (local.get $ends))
    (local.set $stop (i32.add (local.get $ends) (i32.shl (i32.const 4) (local.get $bits))))
    (loop $add
      (local.set $size (i32.load (local.get $at)))
      (i32.store (local.get $at) (local.get $sum))
      (local.set $sum (i32.add (local.get $sum) (local.get $size)))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br_if $add (i32.lt_u (local.get $at) (local.get $stop))))
    (local.set $sum (i32.const 0))
    (block $moved
      (loop $move
        (br_if $moved (i32.ge_u (local.get $sum) (local.get $count)))
        (local.set $key (i32.load (local.get $keys)))
        (local.set $place (i32.load (local.get $key)))
        (i32.store (local.get $key) (i32.add (local.get $place) (i32.const 1)))
        (v128.store
          (i32.add (local.get $sorted) (i32.shl (local.get $place) (i32.const 4)))
          (v128.load (local.get $sketches)))
        (i32.store (i32.add (local.get $places) (i32.shl (local.get $place) (i32.const 2))) (local.get $sum))
        (local.set $keys (i32.add (local.get $keys) (i32.const 4)))
        (local.set $sketches (i32.add (local.get $sketches) (i32.const 16)))
        (local.set $sum (i32.add (local.get $sum) (i32.const 1)))
        (br $move)))
    (global.set $bucket (i32.const 0))
    (global.set $place (i32.const 0))
    (global.set $other (i32.const 0)))

  ;; Compares the sketches of each bucket with each other: the places of those that are near, as two i32, from $found on.
  ;; At $table are the mask they were sorted by, then masks of which a pair must agree in none. The pieces from $pieces up
  ;; to $piecesEnd are groups of $groupBytes each, of none of which a pair may agree in $common. So each pair is told of in
  ;; one sorting only. Where $foundEnd is reached, it goes on from there when it is called again.
  (func (export "compare")
    (param $sorted i32) (param $ends i32) (param $bits i32) (param $bound i32)
    (param $table i32) (param $tableEnd i32)
    (param $pieces i32) (param $piecesEnd i32) (param $groupBytes i32) (param $common i32)
    (param $found i32) (param $foundEnd i32) (result i32)
    (local $bucket i32) (local $at i32) (local $other i32) (local $end i32) (local $lastBucket i32)
    (local $mask i32) (local $groupEnd i32) (local $agreed i32)
    (local $low i64) (local $high i64) (local $lowDifference i64) (local $highDifference i64)
    (local.set $bucket (i32.add (local.get $ends) (global.get $bucket)))
    (local.set $lastBucket (i32.add (local.get $ends) (i32.shl (i32.const 4) (local.get $bits))))
    (local.set $at (i32.add (local.get $sorted) (global.get $place)))
    (local.set $other (i32.add (local.get $sorted) (global.get $other)))
    (block $full
      (loop $nextBucket
        (if (i32.lt_u (local.get $bucket) (local.get $lastBucket))
          (then
            (local.set $end
              (i32.add (local.get $sorted) (i32.shl (i32.load (local.get $bucket)) (i32.const 4))))
            (loop $nextPlace
              (if (i32.lt_u (local.get $at) (local.get $end))
                (then
                  (local.set $low (i64.load (local.get $at)))
                  (local.set $high (i64.load offset=8 (local.get $at)))
                  (if (i32.le_u (local.get $other) (local.get $at))
                    (then (local.set $other (i32.add (local.get $at) (i32.const 16)))))
                  (if (i32.lt_u (local.get $other) (local.get $end))
                    (then
                  (loop $nextOther
                    (if
                      (i32.le_u
                        (i32.wrap_i64
                          (i64.add
                            (i64.popcnt (i64.xor (local.get $low) (i64.load (local.get $other))))
                            (i64.popcnt (i64.xor (local.get $high) (i64.load offset=8 (local.get $other))))))
                        (local.get $bound))
                      (then
                        (local.set $lowDifference (i64.xor (local.get $low) (i64.load (local.get $other))))
                        (local.set $highDifference (i64.xor (local.get $high) (i64.load offset=8 (local.get $other))))
                        (block $known
                          ;; Different pieces may share a bucket.
                          (br_if $known
                            (i64.ne
                              (i64.or
                                (i64.and (local.get $lowDifference) (i64.load (local.get $table)))
                                (i64.and (local.get $highDifference) (i64.load offset=8 (local.get $table))))
                              (i64.const 0)))
                          (local.set $mask (i32.add (local.get $table) (i32.const 16)))
                          (block $masksDone
                            (loop $nextMask
                              (br_if $masksDone (i32.ge_u (local.get $mask) (local.get $tableEnd)))
                              (br_if $known
                                (i64.eqz
                                  (i64.or
                                    (i64.and (local.get $lowDifference) (i64.load (local.get $mask)))
                                    (i64.and (local.get $highDifference) (i64.load offset=8 (local.get $mask))))))
                              (local.set $mask (i32.add (local.get $mask) (i32.const 16)))
                              (br $nextMask)))
                          (local.set $mask (local.get $pieces))
                          (block $groupsDone
                            (loop $nextGroup
                              (br_if $groupsDone (i32.ge_u (local.get $mask) (local.get $piecesEnd)))
                              (local.set $groupEnd (i32.add (local.get $mask) (local.get $groupBytes)))
                              (local.set $agreed (i32.const 0))
                              (loop $nextPiece
                                (local.set $agreed
                                  (i32.add (local.get $agreed)
                                    (i64.eqz
                                      (i64.or
                                        (i64.and (local.get $lowDifference) (i64.load (local.get $mask)))
                                        (i64.and (local.get $highDifference) (i64.load offset=8 (local.get $mask)))))))
                                (br_if $known (i32.ge_u (local.get $agreed) (local.get $common)))
                                (local.set $mask (i32.add (local.get $mask) (i32.const 16)))
                                (br_if $nextPiece (i32.lt_u (local.get $mask) (local.get $groupEnd))))
                              (br $nextGroup)))
                          (i32.store (local.get $found)
                            (i32.shr_u (i32.sub (local.get $at) (local.get $sorted)) (i32.const 4)))
                          (i32.store offset=4 (local.get $found)
                            (i32.shr_u (i32.sub (local.get $other) (local.get $sorted)) (i32.const 4)))
                          (local.set $found (i32.add (local.get $found) (i32.const 8)))
                          (if (i32.ge_u (local.get $found) (local.get $foundEnd))
                            (then
                              (local.set $other (i32.add (local.get $other) (i32.const 16)))
                              (br $full))))))
                    (local.set $other (i32.add (local.get $other) (i32.const 16)))
                    (br_if $nextOther (i32.lt_u (local.get $other) (local.get $end))))))
                  (local.set $at (i32.add (local.get $at) (i32.const 16)))
                  (local.set $other (i32.const 0))
                  (br $nextPlace))))
            (local.set $bucket (i32.add (local.get $bucket) (i32.const 4)))
            (br $nextBucket)))))
    (global.set $bucket (i32.sub (local.get $bucket) (local.get $ends)))
    (global.set $place (i32.sub (local.get $at) (local.get $sorted)))
    (global.set $other (i32.sub (local.get $other) (local.get $sorted)))
    (local.get $found)))
