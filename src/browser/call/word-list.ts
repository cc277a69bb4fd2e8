/** 256 short, plain words that are hard to confuse: one for each value of a byte. */
export const WORDS = `
acorn amber anchor apple april arrow atlas autumn badge baker bamboo banjo barley basket beach berry birch
bird blanket blossom boat book border bottle branch bread breeze brick bridge brook brush bubble bucket
butter button cabin cactus camel candle canoe canyon carpet carrot castle cedar cellar chair chalk cherry
chess circle citrus clay cloud clover coast cocoa comet copper coral corner cotton cradle crayon cricket
crystal curtain daisy dance desert diamond dinner dolphin dragon drum eagle echo elbow elephant ember engine
fabric falcon feather fern fiddle field finger flute forest fossil fountain fox frost garden garlic giraffe
glacier glass globe glove goose granite grape gravel guitar hammer harbor harvest hazel hedge heron hill
honey horse island ivory jacket jasmine jelly jungle kettle kitchen kite ladder lagoon lake lantern lemon
letter lily linen lion lizard lobster lunch magnet mango maple marble market meadow melon mill mirror monday
monkey moon morning mosaic mountain museum mustard napkin needle nickel noodle north nutmeg oasis ocean olive
onion opera orange orchard otter oven owl oyster paddle paper parrot pasta pearl pebble pencil pepper piano
pigeon pillow pine planet plum pocket pony potato prairie pumpkin puzzle quartz quilt rabbit radio rain
ribbon river robin rocket rose ruby saddle sail salmon sand scarf school season seven shadow shell silver
singer sister sky snow sofa spider spoon spring square stable star stone storm street sugar summer sunday
swan table teapot temple thunder ticket tiger timber tomato tower train tulip tunnel turtle umbrella valley
velvet village violin walnut water willow window winter wolf yellow zebra
`
  .trim()
  .split(/\s+/);
