;; Sums the weighted lightness (299 R + 587 G + 114 B, in thousandths) of every column of the grid in every row of a band
;; of pixels, 16 bytes at a time. Built by scripts/build-kernels.ts into row-sums-module.ts; a test checks that the two agree.
(module
  (memory (export "memory") 8)

  (func $luma (param $at i32) (result i32)
    (i32.add
      (i32.add
        (i32.mul (i32.load8_u (local.get $at)) (i32.const 299))
        (i32.mul (i32.load8_u offset=2 (local.get $at)) (i32.const 114)))
      (i32.mul (i32.load8_u offset=1 (local.get $at)) (i32.const 587))))

  ;; Adds up four lanes.
  (func $lanes32 (param $lanes v128) (result i32)
    (i32.add
      (i32.add (i32x4.extract_lane 0 (local.get $lanes)) (i32x4.extract_lane 1 (local.get $lanes)))
      (i32.add (i32x4.extract_lane 2 (local.get $lanes)) (i32x4.extract_lane 3 (local.get $lanes)))))

  ;; Four bytes a pixel. $bounds points to $columns + 1 offsets in bytes from the start of a row.
  (func (export "sumRows4")
    (param $pixels i32) (param $stride i32) (param $rows i32) (param $bounds i32) (param $columns i32) (param $sums i32)
    (local $mask v128) (local $low v128) (local $redBlue v128) (local $green v128) (local $pixel v128)
    (local $column i32) (local $at i32) (local $end i32) (local $sum i32)
    (local.set $mask (v128.const i32x4 0x00ff00ff 0x00ff00ff 0x00ff00ff 0x00ff00ff))
    (local.set $low (v128.const i32x4 0x0000ffff 0x0000ffff 0x0000ffff 0x0000ffff))
    (block $done
      (loop $row
        (br_if $done (i32.eqz (local.get $rows)))
        (local.set $column (i32.const 0))
        (loop $cell
          (local.set $at (i32.add (local.get $pixels)
            (i32.load (i32.add (local.get $bounds) (i32.shl (local.get $column) (i32.const 2))))))
          (local.set $end (i32.add (local.get $pixels)
            (i32.load offset=4 (i32.add (local.get $bounds) (i32.shl (local.get $column) (i32.const 2))))))
          (local.set $redBlue (v128.const i64x2 0 0))
          (local.set $green (v128.const i64x2 0 0))
          (block $few
            (loop $several
              (br_if $few (i32.gt_s (local.get $at) (i32.sub (local.get $end) (i32.const 64))))
              (local.set $pixel (v128.load (local.get $at)))
              (local.set $redBlue (i16x8.add (local.get $redBlue) (v128.and (local.get $pixel) (local.get $mask))))
              (local.set $green (i16x8.add (local.get $green) (i16x8.shr_u (local.get $pixel) (i32.const 8))))
              (local.set $pixel (v128.load offset=16 (local.get $at)))
              (local.set $redBlue (i16x8.add (local.get $redBlue) (v128.and (local.get $pixel) (local.get $mask))))
              (local.set $green (i16x8.add (local.get $green) (i16x8.shr_u (local.get $pixel) (i32.const 8))))
              (local.set $pixel (v128.load offset=32 (local.get $at)))
              (local.set $redBlue (i16x8.add (local.get $redBlue) (v128.and (local.get $pixel) (local.get $mask))))
              (local.set $green (i16x8.add (local.get $green) (i16x8.shr_u (local.get $pixel) (i32.const 8))))
              (local.set $pixel (v128.load offset=48 (local.get $at)))
              (local.set $redBlue (i16x8.add (local.get $redBlue) (v128.and (local.get $pixel) (local.get $mask))))
              (local.set $green (i16x8.add (local.get $green) (i16x8.shr_u (local.get $pixel) (i32.const 8))))
              (local.set $at (i32.add (local.get $at) (i32.const 64)))
              (br $several)))
          (block $narrow
            (loop $next
              (br_if $narrow (i32.gt_s (local.get $at) (i32.sub (local.get $end) (i32.const 16))))
              (local.set $pixel (v128.load (local.get $at)))
              (local.set $redBlue (i16x8.add (local.get $redBlue) (v128.and (local.get $pixel) (local.get $mask))))
              (local.set $green (i16x8.add (local.get $green) (i16x8.shr_u (local.get $pixel) (i32.const 8))))
              (local.set $at (i32.add (local.get $at) (i32.const 16)))
              (br $next)))
          ;; Green lies beside alpha, which is left out here, once for the whole cell.
          (local.set $sum (call $lanes32
            (i32x4.add
              (i32x4.mul (v128.and (local.get $green) (local.get $low)) (i32x4.splat (i32.const 587)))
              (i32x4.add
                (i32x4.mul (v128.and (local.get $redBlue) (local.get $low)) (i32x4.splat (i32.const 299)))
                (i32x4.mul (i32x4.shr_u (local.get $redBlue) (i32.const 16)) (i32x4.splat (i32.const 114)))))))
          (block $rest
            (loop $one
              (br_if $rest (i32.ge_s (local.get $at) (local.get $end)))
              (local.set $sum (i32.add (local.get $sum) (call $luma (local.get $at))))
              (local.set $at (i32.add (local.get $at) (i32.const 4)))
              (br $one)))
          (i32.store (local.get $sums) (local.get $sum))
          (local.set $sums (i32.add (local.get $sums) (i32.const 4)))
          (local.set $column (i32.add (local.get $column) (i32.const 1)))
          (br_if $cell (i32.lt_s (local.get $column) (local.get $columns))))
        (local.set $pixels (i32.add (local.get $pixels) (local.get $stride)))
        (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
        (br $row))))

  ;; Three bytes a pixel: 16 pixels are three loads, in which each colour has three different places.
  (func (export "sumRows3")
    (param $pixels i32) (param $stride i32) (param $rows i32) (param $bounds i32) (param $columns i32) (param $sums i32)
    (local $all v128) (local $red v128) (local $green v128) (local $a v128) (local $b v128) (local $c v128)
    (local $column i32) (local $at i32) (local $end i32) (local $sum i32)
    (block $done
      (loop $row
        (br_if $done (i32.eqz (local.get $rows)))
        (local.set $column (i32.const 0))
        (loop $cell
          (local.set $at (i32.add (local.get $pixels)
            (i32.load (i32.add (local.get $bounds) (i32.shl (local.get $column) (i32.const 2))))))
          (local.set $end (i32.add (local.get $pixels)
            (i32.load offset=4 (i32.add (local.get $bounds) (i32.shl (local.get $column) (i32.const 2))))))
          (local.set $all (v128.const i64x2 0 0))
          (local.set $red (v128.const i64x2 0 0))
          (local.set $green (v128.const i64x2 0 0))
          (block $narrow
            (loop $next
              (br_if $narrow (i32.gt_s (local.get $at) (i32.sub (local.get $end) (i32.const 48))))
              (local.set $a (v128.load (local.get $at)))
              (local.set $b (v128.load offset=16 (local.get $at)))
              (local.set $c (v128.load offset=32 (local.get $at)))
              (local.set $all (i16x8.add (local.get $all)
                (i16x8.add (i16x8.extadd_pairwise_i8x16_u (local.get $a))
                  (i16x8.add (i16x8.extadd_pairwise_i8x16_u (local.get $b))
                    (i16x8.extadd_pairwise_i8x16_u (local.get $c))))))
              ;; The three masks never cover the same lane twice, so a colour of 16 pixels is one vector of bytes.
              (local.set $red (i16x8.add (local.get $red)
                (i16x8.extadd_pairwise_i8x16_u
                  (v128.or
                    (v128.and (local.get $a) (v128.const i8x16 -1 0 0 -1 0 0 -1 0 0 -1 0 0 -1 0 0 -1))
                    (v128.or
                      (v128.and (local.get $b) (v128.const i8x16 0 0 -1 0 0 -1 0 0 -1 0 0 -1 0 0 -1 0))
                      (v128.and (local.get $c) (v128.const i8x16 0 -1 0 0 -1 0 0 -1 0 0 -1 0 0 -1 0 0)))))))
              (local.set $green (i16x8.add (local.get $green)
                (i16x8.extadd_pairwise_i8x16_u
                  (v128.or
                    (v128.and (local.get $a) (v128.const i8x16 0 -1 0 0 -1 0 0 -1 0 0 -1 0 0 -1 0 0))
                    (v128.or
                      (v128.and (local.get $b) (v128.const i8x16 -1 0 0 -1 0 0 -1 0 0 -1 0 0 -1 0 0 -1))
                      (v128.and (local.get $c) (v128.const i8x16 0 0 -1 0 0 -1 0 0 -1 0 0 -1 0 0 -1 0)))))))
              (local.set $at (i32.add (local.get $at) (i32.const 48)))
              (br $next)))
          ;; Blue is what red and green leave of all.
          (local.set $sum (call $lanes32
            (i32x4.add
              (i32x4.mul (i32x4.extadd_pairwise_i16x8_u (local.get $all)) (i32x4.splat (i32.const 114)))
              (i32x4.add
                (i32x4.mul (i32x4.extadd_pairwise_i16x8_u (local.get $red)) (i32x4.splat (i32.const 185)))
                (i32x4.mul (i32x4.extadd_pairwise_i16x8_u (local.get $green)) (i32x4.splat (i32.const 473)))))))
          (block $rest
            (loop $one
              (br_if $rest (i32.ge_s (local.get $at) (local.get $end)))
              (local.set $sum (i32.add (local.get $sum) (call $luma (local.get $at))))
              (local.set $at (i32.add (local.get $at) (i32.const 3)))
              (br $one)))
          (i32.store (local.get $sums) (local.get $sum))
          (local.set $sums (i32.add (local.get $sums) (i32.const 4)))
          (local.set $column (i32.add (local.get $column) (i32.const 1)))
          (br_if $cell (i32.lt_s (local.get $column) (local.get $columns))))
        (local.set $pixels (i32.add (local.get $pixels) (local.get $stride)))
        (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
        (br $row))))

  ;; One byte a pixel, which is its lightness.
  (func (export "sumRows1")
    (param $pixels i32) (param $stride i32) (param $rows i32) (param $bounds i32) (param $columns i32) (param $sums i32)
    (local $grey v128)
    (local $column i32) (local $at i32) (local $end i32) (local $sum i32)
    (block $done
      (loop $row
        (br_if $done (i32.eqz (local.get $rows)))
        (local.set $column (i32.const 0))
        (loop $cell
          (local.set $at (i32.add (local.get $pixels)
            (i32.load (i32.add (local.get $bounds) (i32.shl (local.get $column) (i32.const 2))))))
          (local.set $end (i32.add (local.get $pixels)
            (i32.load offset=4 (i32.add (local.get $bounds) (i32.shl (local.get $column) (i32.const 2))))))
          (local.set $grey (v128.const i64x2 0 0))
          (block $narrow
            (loop $next
              (br_if $narrow (i32.gt_s (local.get $at) (i32.sub (local.get $end) (i32.const 16))))
              (local.set $grey (i16x8.add (local.get $grey)
                (i16x8.extadd_pairwise_i8x16_u (v128.load (local.get $at)))))
              (local.set $at (i32.add (local.get $at) (i32.const 16)))
              (br $next)))
          (local.set $sum (i32.mul (i32.const 1000) (call $lanes32 (i32x4.extadd_pairwise_i16x8_u (local.get $grey)))))
          (block $rest
            (loop $one
              (br_if $rest (i32.ge_s (local.get $at) (local.get $end)))
              (local.set $sum (i32.add (local.get $sum) (i32.mul (i32.load8_u (local.get $at)) (i32.const 1000))))
              (local.set $at (i32.add (local.get $at) (i32.const 1)))
              (br $one)))
          (i32.store (local.get $sums) (local.get $sum))
          (local.set $sums (i32.add (local.get $sums) (i32.const 4)))
          (local.set $column (i32.add (local.get $column) (i32.const 1)))
          (br_if $cell (i32.lt_s (local.get $column) (local.get $columns))))
        (local.set $pixels (i32.add (local.get $pixels) (local.get $stride)))
        (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
        (br $row))))
)
